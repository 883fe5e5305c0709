#include "store/restamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "store/schema.hpp"

namespace showd {
namespace {

/// SQL for the right time of a stamp; ?1, ?2 and ?3 are WrongStamps' members in their order.
std::string right(std::string_view column) {
  return fmt::format("iif({0} BETWEEN ?1 AND ?2, {0} + ?3, {0})", column);
}

void run(sqlite::Connection& db, const WrongStamps& wrong, const std::string& sql) {
  sqlite::Statement(db, sql).run(wrong.from, wrong.to, wrong.by);
}

void restamp_moments(sqlite::Connection& db, const WrongStamps& wrong) {
  static constexpr std::pair<const char*, const char*> kMoments[] = {
      {"device", "first_seen"},    {"device", "last_ok"},          {"device", "removed_at"},
      {"interface", "first_seen"}, {"interface", "removed_at"},    {"run", "started"},
      {"poll", "started"},         {"interface_current", "since"}, {"host_key", "first_seen"},
      {"host_key", "accepted_at"}};
  for (const auto& [table, column] : kMoments)
    run(db, wrong,
        fmt::format("UPDATE {0} SET {1} = {1} + ?3 WHERE {1} BETWEEN ?1 AND ?2", table, column));
}

/// By whole hours; those that come together are one. In steps, by way of negative ones, as a row's
/// new place may be another's old one.
void restamp_hours(sqlite::Connection& db, const WrongStamps& wrong) {
  const UtcMillis by = (wrong.by + (wrong.by < 0 ? -kHour : kHour) / 2) / kHour * kHour;
  sqlite::Statement(db,
                    "UPDATE device_hour SET hour = -1 - (hour + ?3) WHERE hour BETWEEN ?1 AND ?2")
      .run(wrong.from / kHour * kHour, wrong.to, by);
  db.execute(fmt::format(kAddHours,
                         "SELECT -1 - hour, device, polls, failed, ok_ms, longest_ms FROM "
                         "device_hour WHERE hour < 0"));
  db.execute("DELETE FROM device_hour WHERE hour < 0");
}

/// Intervals that need not follow each other.
void restamp_spans(sqlite::Connection& db, const WrongStamps& wrong, const char* table,
                   const char* from, const char* to) {
  run(db, wrong,
      fmt::format("UPDATE {0} SET {1} = {3}, {2} = max({4}, {3} + 1) WHERE {2} >= ?1 AND ({1} "
                  "BETWEEN ?1 AND ?2 OR {2} BETWEEN ?1 AND ?2)",
                  table, from, to, right(from), right(to)));
}

struct Interval {
  UtcMillis from, to;
};

std::vector<std::int64_t> interfaces_with(sqlite::Connection& db, const WrongStamps& wrong) {
  sqlite::Statement row(db,
                        "SELECT interface FROM interface_history INDEXED BY interface_history_from "
                        "WHERE valid_from BETWEEN ?1 AND ?2 UNION SELECT interface FROM "
                        "interface_history INDEXED BY interface_history_gone WHERE disappeared = 1 "
                        "AND valid_to BETWEEN ?1 AND ?2");
  std::vector<std::int64_t> interfaces;
  for (row.bind(wrong.from, wrong.to); row.step();) interfaces.push_back(row.integer(0));
  return interfaces;
}

/// From the first interval that ends within or after the wrong time on.
std::vector<Interval> history(sqlite::Connection& db, std::int64_t interface, UtcMillis from) {
  sqlite::Statement row(db,
                        "SELECT valid_from, valid_to FROM interface_history WHERE interface = ? "
                        "AND valid_to >= ? ORDER BY valid_from");
  std::vector<Interval> intervals;
  for (row.bind(interface, from); row.step();)
    intervals.push_back({row.integer(0), row.integer(1)});
  return intervals;
}

std::vector<Interval> put_in_order(std::vector<Interval> intervals, const WrongStamps& wrong) {
  UtcMillis end = 0;
  for (Interval& interval : intervals) {
    interval.from = std::max(put_right(interval.from, {&wrong, 1}), end);
    interval.to = std::max(put_right(interval.to, {&wrong, 1}), interval.from + 1);
    end = interval.to;
  }
  return intervals;
}

/// In two steps, as a row's new place may be another's old one.
void restamp_history(sqlite::Connection& db, std::int64_t interface, const WrongStamps& wrong) {
  const std::vector<Interval> old = history(db, interface, wrong.from);
  const std::vector<Interval> fresh = put_in_order(old, wrong);
  sqlite::Statement set(db,
                        "UPDATE interface_history SET valid_from = ?3, valid_to = ?4 WHERE "
                        "interface = ?1 AND valid_from = ?2");
  for (std::size_t i = 0; i < old.size(); ++i)
    set.run(interface, old[i].from, -1 - static_cast<std::int64_t>(i), fresh[i].to);
  for (std::size_t i = 0; i < old.size(); ++i)
    set.run(interface, -1 - static_cast<std::int64_t>(i), fresh[i].from, fresh[i].to);
  if (!old.empty() && old.back().to == kOpenEnd)
    sqlite::Statement(db, "UPDATE interface_current SET valid_from = ?2 WHERE interface = ?1")
        .run(interface, fresh.back().from);
}

}  // namespace

void restamp(sqlite::Connection& db, const WrongStamps& wrong) {
  for (const std::int64_t interface : interfaces_with(db, wrong))
    restamp_history(db, interface, wrong);
  restamp_moments(db, wrong);
  restamp_hours(db, wrong);
  restamp_spans(db, wrong, "interface_address", "valid_from", "valid_to");
  restamp_spans(db, wrong, "gap", "from_ts", "to_ts");
  restamp_spans(db, wrong, "interface_gap", "from_ts", "to_ts");
}

}  // namespace showd
