#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/run.hpp"

namespace showd {

/// One inventory as the schedule sees it: names and times.
struct Timetable {
  std::string inventory;
  std::chrono::milliseconds every{60'000};
  std::chrono::milliseconds spread{0};
  std::vector<std::string> devices;
};

/// How a poll ended. `not_asked`: there was no room for it here, which the run counts as a failure
/// and the device's backoff does not.
enum class PollEnd : std::uint8_t { ok, failed, not_asked };

/// Decides which device is polled when. Pure: it neither waits nor calls anybody; the owner asks
/// tick() at next_wakeup() and tells finished(). All times are monotonic, so that a set clock
/// changes nothing.
///
/// A run begins every `every`; a device's poll begins at a fixed offset within `spread` that is a
/// hash of its name, in steps of 50 ms. A device that is still busy is skipped and counted. A run
/// that is not over when the next is due is an overrun; the next begins all the same. After a pause
/// (suspend, a stopped process) missed runs are not made up for.
/// Thread: main.
class Scheduler {
 public:
  explicit Scheduler(const Clock& clock) : clock_(clock) {}

  struct Poll {
    std::string device;
    std::uint64_t run = 0;  ///< 0: asked for by a person
    std::chrono::milliseconds period{0};
  };

  struct Due {
    std::vector<Poll> polls;
    std::vector<Run> begun;             ///< runs of which some of `polls` may be the first
    std::vector<Run> finished;          ///< runs that ended without a poll of theirs pending
    std::vector<std::string> overruns;  ///< inventories whose run was not over when due again
    std::chrono::milliseconds lag{0};   ///< how late the latest of `polls` is
  };

  /// Replaces the timetables. What an inventory and a device had (phase, backoff, busy) stays.
  void configure(std::vector<Timetable> timetables);

  /// What is due now.
  [[nodiscard]] Due tick();

  /// When tick() has something to say again.
  [[nodiscard]] std::optional<Monotonic> next_wakeup() const;

  /// A poll of tick() or poll_now() ended. Returns the run that ended with it, if one did.
  [[nodiscard]] std::optional<Run> finished(const Poll& poll, PollEnd end);

  /// When the next run will ask a device that is left alone after failures; nothing for others.
  [[nodiscard]] std::optional<Monotonic> left_alone_until(const std::string& device) const;

  /// For a person: due at once, out of any run, unless it is busy (then it is not in the answer)
  /// or unknown. A success ends a device's backoff.
  [[nodiscard]] std::vector<Poll> poll_now(const std::vector<std::string>& devices);

  /// What may have been at fault with these was mended: those that failed last are due at once, out
  /// of any run, and have no failures behind them. One that is busy is asked at the next run.
  [[nodiscard]] std::vector<Poll> repaired(const std::vector<std::string>& devices);

 private:
  struct DeviceState {
    std::string inventory;
    std::chrono::milliseconds period{0};
    bool configured = false;
    bool busy = false;
    std::uint32_t failures = 0;
    Monotonic not_before{};
  };
  struct InventoryState {
    Timetable timetable;
    Monotonic next_run;
    std::optional<std::uint64_t> open_run;  ///< the latest, while it is not over
  };
  struct OpenRun {
    Run run;
    Monotonic began;
    std::uint32_t pending = 0;  ///< polls not yet handed out or not finished
  };
  struct Appointment {
    Monotonic at;
    std::uint64_t run;
    std::string device;
    bool operator>(const Appointment& other) const noexcept { return at > other.at; }
  };

  void begin_run(InventoryState& inventory, Due& due);
  void keep_appointment(const Appointment& appointment, Due& due);
  [[nodiscard]] std::optional<Run> settle(std::uint64_t run);

  const Clock& clock_;
  std::uint64_t next_run_id_ = 1;
  std::map<std::string, InventoryState> inventories_;
  std::map<std::string, DeviceState> devices_;
  std::map<std::uint64_t, OpenRun> runs_;
  std::priority_queue<Appointment, std::vector<Appointment>, std::greater<>> appointments_;
};

}  // namespace showd
