#include <fmt/format.h>

#include "store/schema.hpp"
#include "store/sql_text.hpp"
#include "store/views.hpp"

namespace showd::sql {
namespace {

/// The good ones or the failures: each has its own index by device.
std::string polls(const char* which) {
  return fmt::format(
      "SELECT q.id AS id, d.name AS device, q.run, {} AS started, q.duration_ms, q.result, "
      "q.stage, "
      "q.error, q.started AS started_ts FROM poll q JOIN device d ON d.id = q.device WHERE "
      "q.result {} 'ok'",
      utc("q.started"), which);
}

std::string gaps(const std::string& if_name, const std::string& reason, const std::string& from) {
  return fmt::format(
      "SELECT d.name AS device, {} AS if_name, {} AS \"from\", {} AS \"to\", {} AS reason, "
      "g.from_ts AS from_ts, g.to_ts AS to_ts FROM {}",
      if_name, utc("g.from_ts"), utc_end("g.to_ts"), reason, from);
}

}  // namespace

std::string run_log() {
  return fmt::format(
      "SELECT r.id AS run, n.name AS inventory, {} AS started, r.duration_ms, r.devices, r.ok, "
      "r.failed, r.busy, r.backed_off, r.started AS started_ts FROM run r JOIN inventory n ON n.id "
      "= r.inventory",
      utc("r.started"));
}

std::string poll_log() {
  return fmt::format(
      "SELECT device, run, started, duration_ms, result, stage, error, started_ts FROM ({} UNION "
      "ALL {} ORDER BY id DESC)",
      polls("="), polls("<>"));
}

std::string device_hour_log() {
  return fmt::format(
      "SELECT d.name AS device, {} AS hour, h.polls, h.failed, h.ok_ms / nullif(h.polls - "
      "h.failed, "
      "0) AS mean_ms, iif(h.polls > h.failed, h.longest_ms, NULL) AS longest_ms, h.ok_ms, h.hour "
      "AS "
      "hour_ts FROM device_hour h JOIN device d ON d.id = h.device",
      utc("h.hour"));
}

std::string gap_log() {
  return fmt::format("{} UNION ALL {} ORDER BY to_ts DESC",
                     gaps("NULL", "g.reason", "gap g JOIN device d ON d.id = g.device"),
                     gaps("i.name", "'not told of'",
                          "interface_gap g JOIN interface i ON i.id = g.interface JOIN "
                          "device d ON d.id = i.device"));
}

}  // namespace showd::sql
