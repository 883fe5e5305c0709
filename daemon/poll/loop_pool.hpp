#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/helpers.hpp"
#include "model/device.hpp"
#include "model/poll_result.hpp"
#include "model/polling_limits.hpp"
#include "platform/platform.hpp"
#include "poll/credentials.hpp"
#include "poll/host_keys.hpp"
#include "poll/lane.hpp"
#include "poll/poll_request.hpp"

namespace showd {

/// The thread pool: loops, each one thread with the sessions of the devices that are pinned to it
/// by a hash of their address, so that what is limited for an address is limited on one loop.
/// Nothing is shared between loops but counters and the host keys.
class LoopPool {
 public:
  /// `platforms`, `host_keys` and `helpers` (which look names up) outlive the pool. `deliver` is
  /// called once for each submitted job, on a loop's thread; it must not block.
  LoopPool(const PollingLimits& limits, const PlatformRegistry& platforms, HostKeys& host_keys,
           Helpers& helpers, std::function<void(PollResult)> deliver);
  ~LoopPool();  ///< stop(0)

  /// What devices' credential names mean from now on. Thread: any.
  void set_credentials(std::shared_ptr<const Credentials> credentials);

  /// From now on these, `threads` excepted, which cannot change. Who is inside a limit that became
  /// narrower stays, but for sessions that lie idle. Thread: any.
  void set_limits(const PollingLimits& limits);

  /// Thread: any. The caller sees to it that a device is not polled twice at once, and that
  /// nothing is submitted after stop().
  void submit(PollRequest job);

  /// Logs out a kept session: the device left the inventory or is another one now. Thread: any.
  void forget(const std::string& device_name);

  /// A parser that did not come back when the pool had to end.
  struct Stuck {
    std::string device;
    std::string platform;
    std::string command;
  };

  /// No new polls (they are delivered as cancelled); those under way get `grace` to end, then are
  /// cut; every session is logged out; all threads are joined, within about four seconds more.
  /// Idempotent. Thread: the owner's.
  /// A thread whose plugin's parser hangs cannot be joined: it is told, delivers nothing more, and
  /// what it uses of the pool is never freed. Whoever owns the plugins and the host keys had better
  /// end the process without freeing them.
  std::vector<Stuck> stop(std::chrono::milliseconds grace);

  [[nodiscard]] std::size_t sessions_open() const noexcept;
  /// Polls waiting for a place before or while they log in; of devices that failed last, or others.
  [[nodiscard]] std::size_t waiting(Lane lane) const noexcept;
  /// How long the one of the main lane that has waited longest is waiting by now.
  [[nodiscard]] std::chrono::milliseconds longest_wait() const noexcept;
  /// True if every loop has turned since the last call: for the watchdog. Thread: one caller.
  [[nodiscard]] bool all_loops_turned();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace showd
