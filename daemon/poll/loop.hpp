#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "poll/gate.hpp"
#include "poll/loop_pool.hpp"
#include "poll/own_dialects.hpp"
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
  Loop(const LoopPoolOptions& options, std::size_t max_sessions, const ReadyPlatforms& platforms,
       Resolver& resolver, HostKeys& host_keys, const std::function<void(PollResult)>& deliver);
  ~Loop();

  // Thread: any.
  void submit(PollJob job);
  void forget(std::string device_name);
  void set_credentials(std::shared_ptr<const Credentials> credentials);
  void drain(std::chrono::milliseconds grace);
  void join();
  void ping();
  [[nodiscard]] bool turned() noexcept { return turned_.exchange(false); }
  [[nodiscard]] std::size_t sessions() const noexcept { return sessions_.load(); }
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.load(); }

 private:
  /// A session that lies idle until its device's next poll.
  struct Kept {
    std::shared_ptr<const Device> device;
    std::unique_ptr<Session> session;
    Monotonic used;
    std::chrono::milliseconds idle_limit;
  };

  // Everything below belongs to the loop's own thread, but for the atomics.
  Awaitable<void> poll(PollJob job);
  Awaitable<PollResult> poll_within_limits(const PollJob& job, std::shared_ptr<Foothold> foothold);
  [[nodiscard]] PollResult refuse(const PollJob& job, Error error) const;
  void take_kept_session(const PollJob& job, Foothold& foothold);
  [[nodiscard]] bool make_room();
  void keep_or_leave(const PollJob& job, std::unique_ptr<Session> session);
  void leave(std::unique_ptr<Session> session);
  Awaitable<void> log_out(std::unique_ptr<Session> session);
  void drop_idle_sessions();
  void schedule_sweep();
  void deliver_abandoned();
  void count();

  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  const LoopPoolOptions& options_;
  const std::size_t max_sessions_;
  const ReadyPlatforms& platforms_;
  const std::function<void(PollResult)>& deliver_;
  Gate handshakes_;
  PollContext context_;
  asio::steady_timer sweep_;
  asio::steady_timer cut_;
  OwnDialects own_dialects_;
  std::map<std::string, Kept> kept_;
  std::map<std::shared_ptr<Foothold>, PollJob> under_way_;
  std::size_t leaving_ = 0;
  bool draining_ = false;
  std::atomic<std::size_t> sessions_ = 0;
  std::atomic<std::size_t> waiting_ = 0;
  std::atomic<bool> turned_ = true;
  std::thread thread_;  // last: runs on all of the above
};

}  // namespace showd
