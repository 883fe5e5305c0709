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
#include "poll/loop_pool.hpp"
#include "poll/own_dialects.hpp"
#include "poll/places.hpp"
#include "poll/poll.hpp"

namespace showd {

/// One thread of the pool and everything that lives on it: the polls under way and the sessions
/// kept between polls, of the devices that are pinned to it. Other threads only post to it, so
/// nothing here has a lock; what they read is atomic.
///
/// Each poll is a coroutine (class Poll), and the thread runs whichever can go on. Nothing on a
/// loop may block: names are looked up by helpers, private keys are parsed once, secrets come with
/// set_credentials(). A plugin's parser is the one thing that can hold the thread up, which is why
/// it is noted what is being parsed.
///
/// Dropped, with measurements of 5,000 devices that answer after 100 ms: a blocking thread for each
/// session under way (64 threads need 8.2 s for what two loops do in 0.3 s); sessions that move
/// between threads (libssh wants one at a time, and each hand-over would be a lock or a wake-up).
class Loop {
 public:
  /// `limits.max_sessions`: of this loop. The rest is borrowed and outlives the loop.
  Loop(const PollingLimits& limits, const PlatformRegistry& platforms, Resolver& resolver,
       HostKeys& host_keys, const std::function<void(PollResult)>& deliver);
  ~Loop();  ///< after join_until()

  // Thread: any.
  void submit(PollRequest request);
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
    SessionSlot session;
    Monotonic used;
    std::chrono::milliseconds idle_limit;
  };
  using KeptSessions = std::map<std::string, Kept>;  ///< by device

  // Everything below belongs to the loop's own thread, but for the atomics.
  Awaitable<void> poll(PollRequest request);
  Awaitable<PollResult> run(Poll& poll);
  [[nodiscard]] std::optional<Error> refusal(const PollRequest& request) const;
  [[nodiscard]] DeviceMemory recall(const std::string& device) const;
  void remember(const PollResult& result, const Poll& poll);

  void take_kept_session(Poll& poll);
  void keep_or_leave(const Poll& poll, SessionSlot session);
  void leave(KeptSessions::iterator kept);
  void leave(SessionSlot session);
  Awaitable<void> log_out(SessionSlot session);
  void leave_longest_idle();
  void leave_overdue();
  void schedule_sweep();

  void begin_end(std::chrono::milliseconds grace);
  void cut_all();
  void end_if_drained();
  void deliver_abandoned();

  std::atomic<std::size_t> sessions_ = 0;  // before io_: the frames in it count down
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  PollingLimits limits_;
  const PlatformRegistry& platforms_;
  const std::function<void(PollResult)>& deliver_;
  Places places_;
  Guarded<NowParsing> parsing_;
  LoopResources resources_;
  asio::steady_timer sweep_;
  asio::steady_timer cut_;
  OwnDialects own_dialects_;
  KeptSessions kept_;
  std::set<Poll*> under_way_;                  ///< each in the frame of its coroutine
  std::map<std::string, DeviceMemory> known_;  ///< devices of which there is something to remember
  std::size_t leaving_ = 0;                    ///< sessions that log out
  bool draining_ = false;
  std::atomic<bool> turned_ = true;
  std::promise<void> end_;
  std::future<void> ended_ = end_.get_future();
  std::thread thread_;  // last: runs on all of the above
};

}  // namespace showd
