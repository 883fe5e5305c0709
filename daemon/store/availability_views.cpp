#include <fmt/format.h>

#include "store/schema.hpp"
#include "store/sql_text.hpp"
#include "store/views.hpp"

namespace showd::sql {
namespace {

constexpr const char* kUnwatched = "('showd stopped', 'not in inventory')";

/// Gaps g of device d that reach into [begins, now), in ms. `reasons` is IN or NOT IN kUnwatched.
std::string lost(const std::string& begins, const std::string& now, const char* reasons) {
  return fmt::format(
      "coalesce((SELECT sum(min(g.to_ts, {1}) - max(g.from_ts, {0})) FROM gap g INDEXED BY "
      "gap_device WHERE g.device = d.id AND g.to_ts > {0} AND g.from_ts < {1} AND g.reason {2} "
      "{3}), 0)",
      begins, now, reasons, kUnwatched);
}

/// Of the time in which showd watched device d, the share in which it observed it. One that never
/// answered has nothing of it from the first failure on; NULL: nobody has asked it.
std::string percent_observed(long long span) {
  const std::string now = ago(0);
  const auto begins = fmt::format("max(d.first_seen, {})", ago(span));
  const auto watched = fmt::format("({} - {} - {})", now, begins, lost(begins, now, "IN"));
  const auto failed = lost(begins, now, "NOT IN");
  return fmt::format(
      "iif(d.last_ok IS NULL, iif(EXISTS (SELECT 1 FROM gap g INDEXED BY gap_device WHERE g.device "
      "= d.id AND g.reason NOT IN {0}), 0.0, NULL), round(100.0 * max(0, {1} - {2}) / "
      "nullif(max(0, {1}), 0), 3))",
      kUnwatched, watched, failed);
}

/// Columns of o, an interval cut to a span: interface, device, begins, ends, statuses.
std::string cut_intervals(const std::vector<Span>& spans, const std::string& chosen) {
  std::string all;
  for (const Span& span : spans)
    all += fmt::format("{} SELECT '{}' AS span, {} AS begins, {} AS ends",
                       all.empty() ? "" : " UNION ALL", span.suffix, span.begins, span.ends);
  return fmt::format(
      "SELECT d.id AS device_id, i.id AS interface_id, d.name AS device, i.name AS if_name, "
      "s.span, "
      "max(h.valid_from, s.begins) AS begins, min(h.valid_to, s.ends, coalesce(d.removed_at, {0})) "
      "AS ends, h.admin_status, h.oper_status FROM device d JOIN interface i ON i.device = d.id "
      "CROSS JOIN ({1}) s CROSS JOIN interface_history h ON h.interface = i.id AND h.valid_from >= "
      "coalesce((SELECT max(valid_from) FROM interface_history WHERE interface = i.id AND "
      "valid_from <= s.begins), 0) AND h.valid_from < s.ends WHERE h.valid_to > s.begins{2}",
      kOpenEnd, all, chosen.empty() ? "" : " AND " + chosen);
}

/// The part of [begins, ends) that gaps g of the device of o take, in ms.
std::string device_gaps(const std::string& begins, const std::string& ends) {
  return fmt::format(
      "coalesce((SELECT sum(min(g.to_ts, {1}) - max(g.from_ts, {0})) FROM gap g INDEXED BY "
      "gap_device WHERE g.device = o.device_id AND g.to_ts > {0} AND g.from_ts < {1}), 0)",
      begins, ends);
}

/// The part of o in which it was not observed: the device was not, or the interface alone.
std::string unobserved() {
  const std::string begins = "max(y.from_ts, o.begins)", ends = "min(y.to_ts, o.ends)";
  return fmt::format(
      "({} + coalesce((SELECT sum({} - {} - {}) FROM interface_gap y WHERE y.interface = "
      "o.interface_id AND y.to_ts > o.begins AND y.from_ts < o.ends), 0))",
      device_gaps("o.begins", "o.ends"), ends, begins, device_gaps(begins, ends));
}

std::string sum(const std::string& span, const std::string& state) {
  return fmt::format("sum(iif(span = '{}' AND state = '{}', length - unobserved, 0))", span, state);
}

}  // namespace

std::string device_availability() {
  const std::string week = ago(7 * kDay);
  return fmt::format(
      "SELECT d.name AS device, {0} AS percent_24h, {1} AS percent_7d, (SELECT count(*) FROM gap g "
      "INDEXED BY gap_device WHERE g.device = d.id AND g.to_ts > {2}) AS gaps_7d, (SELECT g.reason "
      "FROM gap g WHERE g.device = d.id AND g.to_ts = {3}) AS gap_now, {4} AS last_ok, d.platform "
      "AS platform, n.name AS inventory FROM device d JOIN inventory n ON n.id = d.inventory",
      percent_observed(kDay), percent_observed(7 * kDay), week, kOpenEnd, utc("d.last_ok"));
}

/// Up, of the time observed in which it was meant to be up and is known to have been up or not.
std::string interface_availability(const std::vector<Span>& spans, const std::string& chosen) {
  std::string percents, seconds;
  for (const auto& [span, begins, ends] : spans) {
    const std::string suffix = span.empty() ? "" : "_" + span;
    percents += fmt::format(", round(100.0 * {0} / nullif({0} + {1}, 0), 3) AS percent{2}",
                            sum(span, "up"), sum(span, "down"), suffix);
    seconds += fmt::format(
        ", {} / 1000 AS down_seconds{}, {} / 1000 AS admin_down_seconds{}, sum(iif(span = '{}', "
        "unobserved, 0)) / 1000 AS unobserved_seconds{}",
        sum(span, "down"), suffix, sum(span, "admin_down"), suffix, span, suffix);
  }
  return fmt::format(
      "SELECT device, if_name{}{} FROM (SELECT device, if_name, span, CASE WHEN admin_status = 2 "
      "THEN 'admin_down' WHEN oper_status = 1 THEN 'up' WHEN oper_status IS NULL OR oper_status = "
      "4 THEN 'unknown' ELSE 'down' END AS state, ends - begins AS length, {} AS unobserved FROM "
      "({}) o WHERE ends > begins) GROUP BY device, if_name",
      percents, seconds, unobserved(), cut_intervals(spans, chosen));
}

}  // namespace showd::sql
