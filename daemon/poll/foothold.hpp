#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "poll/gate.hpp"
#include "poll/session_slot.hpp"

namespace showd {

/// Where a poll stands: its session, its places behind the gates, its time. The poll's deadline,
/// and the end of the loop, cut whatever is under way through here.
/// Thread: its loop. Owned by a shared_ptr.
class Foothold : public std::enable_shared_from_this<Foothold> {
 public:
  Foothold(asio::io_context& loop, std::atomic<std::size_t>& open_sessions)
      : seat(open_sessions), alarm_(loop) {}

  /// The poll has `span` from now on.
  void start(std::chrono::milliseconds span) {
    until_ = Deadline::in(span);
    arm();
  }
  /// Waiting for a place is ours, not the device's time: the clock stands still in between.
  void stop_clock() {
    stopped_at_ = system_clock().now();
    alarm_.cancel();
  }
  void go_on() {
    const auto spent = system_clock().now() - stopped_at_;
    waited_ += spent;
    until_ = Deadline(until_.at() + spent);
    arm();
  }
  [[nodiscard]] Deadline until() const noexcept { return until_; }
  [[nodiscard]] Monotonic::duration waited() const noexcept { return waited_; }

  void cancel(Errc why) noexcept {
    cut = why;
    if (seat) seat->cancel(why);
  }
  /// The login is over, well or not.
  void leave_login() {
    login.release();
    dial.release();
    address.release();
  }
  /// Nothing is held any more, save the session.
  void leave_places() {
    leave_login();
    seat.room.release();
  }

  SessionSlot seat;
  Gate::Pass address;                      ///< among the logins at its address
  Gate::Pass dial;                         ///< among the connections that have not been let in
  Gate::Pass login;                        ///< among the handshakes, once the device has spoken
  Gate::Visitor visitor;                   ///< how this poll waits; `give_up` is set for each wait
  std::chrono::milliseconds most_wait{0};  ///< for one place; 0: as long as it takes
  Habits habits;                           ///< of the device, as far as they are known
  Stage stage = Stage::dns;                ///< while there is no session yet
  std::optional<Errc> cut;                 ///< why it was cut short, if it was
  bool let_in = false;                     ///< a login of this poll succeeded, or none was needed

 private:
  void arm() {
    alarm_.expires_at(until_.at());
    alarm_.async_wait([self = weak_from_this()](std::error_code error) {
      const auto foothold = self.lock();
      if (foothold && !error) foothold->cancel(Errc::timeout);
    });
  }

  asio::steady_timer alarm_;
  Deadline until_{Monotonic::max()};
  Monotonic stopped_at_{};
  Monotonic::duration waited_{0};
};

}  // namespace showd
