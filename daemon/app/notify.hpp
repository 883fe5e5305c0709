#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.hpp"

namespace showd {

/// What the service manager is told (sd_notify(3), Type=notify). Does nothing when there is none.
/// Thread: main.
class Notify {
 public:
  Notify();

  void ready();
  /// The start may take hours; for when the manager would give it up.
  void starts_slowly();
  /// RELOADING=1 with MONOTONIC_USEC; ready() ends it.
  void reloading();
  void stopping();
  /// Sent when it differs from the last: the manager's socket is no place for a heartbeat.
  void status(const std::string& line);
  /// "All make progress"; passed on as often as the manager wants it (half its period).
  void watchdog();

 private:
  std::optional<std::chrono::microseconds> watchdog_period_;
  Monotonic last_fed_{};
  std::string last_status_;
};

}  // namespace showd
