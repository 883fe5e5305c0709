#pragma once

#include <chrono>

#include "metrics/metrics.hpp"

namespace showd {

/// Everything that can be told, told once.
inline void tell_all(Metrics& metrics) {
  metrics.set_inventories({{"core", std::chrono::milliseconds(1500)}});
  metrics.run_finished(
      {.inventory = "core", .duration = std::chrono::milliseconds(300), .ok = 8, .backed_off = 1});
  metrics.run_overrun("core");
  metrics.stage("cisco_ios", "auth", 0.2);
  metrics.parsed("cisco_ios", "show interfaces", 90, 3);
  metrics.set_sessions_open(7);
  metrics.set_devices("telnet", 2);
  metrics.set_schedule_lag(0.004);
  metrics.set_queue_depth("results", 11);
  metrics.set_queue_bytes("results", 4096);
  metrics.clock_jumped();
  metrics.set_store({.writable = false,
                     .pending = 12,
                     .wal_bytes = 4096,
                     .database_bytes = 8192,
                     .commits = 5,
                     .commit_failures = 1,
                     .changes = 40,
                     .polls = 30,
                     .dropped = 2,
                     .coalesced = 9,
                     .last_commit = 1'700'000'000'500,
                     .last_commit_seconds = 0.25});
  metrics.set_http("tcp", {.open = 3,
                           .accepted = 90,
                           .requests = 200,
                           .timed_out = 4,
                           .evicted = 5,
                           .refused = 6,
                           .accept_failures = 7});
  metrics.set_http("control", {.accepted = 1, .requests = 2});
  metrics.add_plugin("cisco_ios", "1.2", "1.0");
  metrics.config_reloaded(true);
  metrics.set_config_file_changed(true);
}

}  // namespace showd
