#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/held_polls.hpp"
#include "base/asio.hpp"
#include "base/clock.hpp"
#include "inventory/inventory.hpp"
#include "metrics/metrics.hpp"
#include "model/poll_result.hpp"
#include "recorder/recorder.hpp"
#include "schedule/scheduler.hpp"

namespace showd {

/// The runs over all inventories: what is due is asked of the loops, what they bring goes to the
/// recorder, and the figures of a run that is over to it and to the metrics.
/// Thread: main's, but for deliver().
class Runs {
 public:
  using Ask = std::function<void(DevicePtr, const Scheduler::Poll&)>;

  /// All are borrowed. `ask` has one poll made, which comes back by deliver(), also when it failed.
  Runs(asio::io_context& main, Recorder& recorder, Metrics& metrics, Ask ask);

  /// From now on these inventories. Runs begin with begin().
  void configure(const std::vector<InventoryPtr>& inventories);
  [[nodiscard]] const std::map<std::string, DevicePtr>& devices() const { return devices_; }

  /// What is due now, and from now on whatever falls due.
  void begin();
  /// Calls `done` once each of these has had a run.
  void after_the_first(std::set<std::string> inventories, std::function<void()> done);
  /// Those that are known and not polled just now.
  void poll_now(const std::vector<std::string>& devices);
  /// What may have been at fault with these was mended: those that failed last are polled at once.
  void repaired(const std::vector<std::string>& devices);
  /// Thread: any.
  void deliver(PollResult result);
  /// No poll begins any more.
  void stop();

  [[nodiscard]] bool some_failed() const noexcept { return some_failed_; }
  /// Those given to after_the_first() have had a run.
  [[nodiscard]] bool first_runs_over() const noexcept { return not_yet_run_.empty(); }
  /// Polls that are due and wait for the recorder to catch up.
  [[nodiscard]] std::size_t held() const noexcept { return held_polls_.waiting(); }
  /// How much later than planned the last polls began, or the next one will.
  [[nodiscard]] std::chrono::milliseconds lag() const;

 private:
  void start(const std::vector<Scheduler::Poll>& polls);
  void release();
  void start_one(const Scheduler::Poll& poll);
  void tell_holding_back();
  void finish(const Scheduler::Poll& poll, PollEnd end);
  void finish(const Run& run);

  asio::io_context& main_;
  Recorder& recorder_;
  Metrics& metrics_;
  const Ask ask_;
  std::map<std::string, DevicePtr> devices_;
  Scheduler scheduler_;
  HeldPolls held_polls_;
  asio::steady_timer wakeup_;
  asio::steady_timer room_;  ///< strikes when there may be room for polls that are held back
  std::optional<Monotonic> told_holding_back_;
  std::chrono::milliseconds lag_{0};  ///< of the polls handed out last
  std::set<std::string> not_yet_run_;
  std::function<void()> after_the_first_;
  bool some_failed_ = false;
  bool stopping_ = false;
};

}  // namespace showd
