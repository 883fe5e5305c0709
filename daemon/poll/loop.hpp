#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "poll/foothold.hpp"
#include "poll/loop_pool.hpp"
#include "poll/own_dialects.hpp"
#include "poll/places.hpp"
#include "poll/session_opener.hpp"

namespace showd {

/// A platform as the loops need it. Immutable; shared by all loops.
struct ReadyPlatform {
  const Platform* platform;
  std::shared_ptr<const CompiledDialect> dialect;
};
using ReadyPlatforms = std::map<std::string, ReadyPlatform, std::less<>>;

/// One thread of the pool and everything that lives on it. Other threads only post to it.
class Loop {
 public:
  /// `limits.max_sessions`: of this loop.
  Loop(const PollingLimits& limits, const ReadyPlatforms& platforms, Resolver& resolver,
       HostKeys& host_keys, const std::function<void(PollResult)>& deliver);
  ~Loop();  ///< after join_until()

  // Thread: any.
  void submit(PollRequest job);
  void forget(std::string device_name);
  void set_credentials(std::shared_ptr<const Credentials> credentials);
  void set_limits(const PollingLimits& limits);  ///< `max_sessions`: of this loop
  void drain(std::chrono::milliseconds grace);
  /// False: the thread had not ended by then.
  [[nodiscard]] bool join_until(Monotonic at);
  /// The parser that has not come back for `span` or more.
  [[nodiscard]] std::optional<NowParsing> stuck_for(std::chrono::milliseconds span) const;
  /// Leaves the thread to itself: nothing of what it uses may be freed any more.
  void abandon() { thread_.detach(); }
  void ping();
  [[nodiscard]] bool turned() noexcept { return turned_.exchange(false); }
  [[nodiscard]] std::size_t sessions() const noexcept { return sessions_.load(); }
  [[nodiscard]] std::size_t waiting(Lane lane) const noexcept { return places_.waiting(lane); }
  [[nodiscard]] std::optional<Monotonic> waiting_since() const noexcept {
    return places_.waiting_since();
  }

 private:
  /// A session that lies idle until its device's next poll.
  struct Kept {
    std::shared_ptr<const Device> device;
    SessionSlot seat;
    Monotonic used;
    std::chrono::milliseconds idle_limit;
  };

  // Everything below belongs to the loop's own thread, but for the atomics.
  Awaitable<void> poll(PollRequest job);
  Awaitable<PollResult> poll_within_limits(const PollRequest& job,
                                           std::shared_ptr<Foothold> foothold);
  [[nodiscard]] PollResult refuse(const PollRequest& job, Error error) const;
  [[nodiscard]] std::shared_ptr<Foothold> foothold_for(const PollRequest& job);
  void take_kept_session(const PollRequest& job, Foothold& foothold);
  void make_room();
  void remember(const PollResult& result, const Foothold& foothold);
  void keep_or_leave(const PollRequest& job, SessionSlot seat);
  void leave(SessionSlot seat);
  Awaitable<void> log_out(SessionSlot seat);
  void drop_idle_sessions();
  void schedule_sweep();
  void deliver_abandoned();
  void end_if_drained();

  std::atomic<std::size_t> sessions_ = 0;  // before io_: the frames in it count down
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  PollingLimits limits_;  ///< the loop's own thread changes them
  const ReadyPlatforms& platforms_;
  const std::function<void(PollResult)>& deliver_;
  Places places_;
  Guarded<NowParsing> parsing_;
  PollContext context_;
  asio::steady_timer sweep_;
  asio::steady_timer cut_;
  OwnDialects own_dialects_;
  std::map<std::string, Kept> kept_;
  std::map<std::shared_ptr<Foothold>, PollRequest> under_way_;
  std::map<std::string, Habits> habits_;
  std::set<std::string> failing_;    ///< devices whose last login failed
  std::set<std::string> sent_away_;  ///< devices that we had no place for, last time
  std::size_t leaving_ = 0;
  bool draining_ = false;
  std::atomic<bool> turned_ = true;
  std::promise<void> end_;
  std::future<void> ended_ = end_.get_future();
  std::thread thread_;  // last: runs on all of the above
};

}  // namespace showd
