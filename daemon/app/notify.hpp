#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace showd {

/// What the service manager is told (sd_notify(3), Type=notify). Does nothing when there is none.
/// Thread: main.
class Notify {
 public:
  Notify();

  void ready();
  /// RELOADING=1 with MONOTONIC_USEC; ready() ends it.
  void reloading();
  void stopping();
  void status(std::string_view line);
  void watchdog();

  /// How often the manager expects watchdog(); nothing when it does not.
  [[nodiscard]] std::optional<std::chrono::microseconds> watchdog_period() const noexcept {
    return watchdog_period_;
  }

 private:
  std::optional<std::chrono::microseconds> watchdog_period_;
};

}  // namespace showd
