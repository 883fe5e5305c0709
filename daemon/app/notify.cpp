#include "app/notify.hpp"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include <cstdint>
#include <ctime>
#include <string>

namespace showd {

Notify::Notify() {
  std::uint64_t period = 0;
  if (sd_watchdog_enabled(0, &period) > 0) watchdog_period_ = std::chrono::microseconds(period);
}

void Notify::ready() { sd_notify(0, "READY=1"); }

void Notify::starts_slowly() {
  constexpr std::chrono::microseconds kMost = std::chrono::hours(6);
  sd_notify(
      0,
      fmt::format("EXTEND_TIMEOUT_USEC={}\nSTATUS=migrating the history", kMost.count()).c_str());
}

void Notify::reloading() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const std::uint64_t micros = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 +
                               static_cast<std::uint64_t>(now.tv_nsec) / 1'000;
  sd_notify(0, fmt::format("RELOADING=1\nMONOTONIC_USEC={}", micros).c_str());
}

void Notify::stopping() { sd_notify(0, "STOPPING=1"); }

void Notify::status(const std::string& line) {
  if (line == last_status_) return;
  last_status_ = line;
  sd_notify(0, fmt::format("STATUS={}", line).c_str());
}

void Notify::watchdog() {
  const Monotonic now = system_clock().now();
  if (!watchdog_period_ || now - last_fed_ < *watchdog_period_ / 2) return;
  last_fed_ = now;
  sd_notify(0, "WATCHDOG=1");
}

}  // namespace showd
