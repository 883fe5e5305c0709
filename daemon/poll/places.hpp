#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/asio.hpp"
#include "base/result.hpp"
#include "model/device.hpp"
#include "model/polling_limits.hpp"
#include "poll/gate.hpp"
#include "poll/poll_clock.hpp"

namespace showd {

/// How a poll waits for its places.
struct WaitTerms {
  Lane lane = Lane::main;
  bool first = false;                 ///< was sent away last time: goes before all who were not
  std::chrono::milliseconds most{0};  ///< for one place; 0: as long as it takes
  PollClock& clock;                   ///< stands still meanwhile
};

/// The places that a poll holds while it logs in.
struct LoginPlaces {
  Gate::Pass address;  ///< among the logins at its address
  Gate::Pass dial;     ///< among the connections that have not been let in
  Gate::Pass login;    ///< among the handshakes, once the device has spoken

  void leave() {
    login.release();
    dial.release();
    address.release();
  }
};

/// What a poll has to wait for before and while it logs in, all for one loop:
/// - a room: descriptors and `max_sessions`; never lent;
/// - a place at its address (`max_logins_per_address`), until it is let in;
/// - a place among the connections not yet let in, so that a cold start is no flood;
/// - a place among the handshakes (`max_handshakes`), once the device has spoken.
/// A place that a device keeps us waiting for is lent, so none of these starves the others.
/// Thread: its loop, alone.
class Places {
 public:
  /// `limits`: of this loop; borrowed. `need_room` is called when one waits for a room: who keeps
  /// an idle session may let it go.
  Places(asio::io_context& loop, const PollingLimits& limits, std::function<void()> need_room);

  // Errors: resource_limit (no room), not_asked (no place in time), cancelled; stage limit.
  [[nodiscard]] Awaitable<Result<Gate::Pass>> take_room(const WaitTerms& terms);
  [[nodiscard]] Awaitable<Result<Gate::Pass>> take_address(const WaitTerms& terms,
                                                           const Device& device);
  [[nodiscard]] Awaitable<Result<Gate::Pass>> take_dial(const WaitTerms& terms);
  [[nodiscard]] Awaitable<Result<Gate::Pass>> take_login(const WaitTerms& terms);

  /// The limits have changed.
  void set_widths();
  /// Rooms that are taken though there are to be fewer.
  [[nodiscard]] std::size_t surplus_rooms() const noexcept { return rooms_.surplus(); }

  /// Nobody waits any more; those who did get `cancelled`.
  void close();
  /// Forgets the addresses at which nothing goes on.
  void tidy();

  [[nodiscard]] bool rooms_wanted() const noexcept { return rooms_.waiting() > 0; }
  // Thread: any.
  [[nodiscard]] std::size_t waiting(Lane lane) const noexcept { return waiting_[index(lane)]; }
  /// Since when the one of the main lane that has waited longest is waiting, if any is.
  [[nodiscard]] std::optional<Monotonic> waiting_since() const noexcept;

 private:
  [[nodiscard]] static std::size_t index(Lane lane) { return static_cast<std::size_t>(lane); }
  Awaitable<Gate::Pass> enter(Gate gate, const WaitTerms& terms);
  void note_oldest();
  [[nodiscard]] Error missed(Errc code, const WaitTerms& terms, std::string_view what) const;

  asio::io_context& loop_;
  const PollingLimits& limits_;
  const std::function<void()> need_room_;
  Gate rooms_;
  Gate dials_;
  Gate logins_;
  std::map<std::string, Gate, std::less<>> addresses_;
  std::multiset<Monotonic> waits_;                     ///< when those of the main lane began
  std::array<std::atomic<std::size_t>, 2> waiting_{};  ///< polls, by lane
  std::atomic<Monotonic::rep> oldest_ = 0;             ///< of waits_, as a count; 0: none
  bool closed_ = false;
};

}  // namespace showd
