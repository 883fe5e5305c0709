#include "store/views.hpp"

#include <fmt/format.h>

#include <type_traits>

#include "model/interface_facts.hpp"
#include "store/schema.hpp"

// Queries by time name their index: after ANALYZE the planner takes a skip-scan for them that is
// 13 to 180 times slower at 98 million rows; without statistics nobody promises anything either.
namespace showd {
namespace sql {

std::string admin_name(const std::string& column) {
  return fmt::format("CASE {} WHEN 1 THEN 'up' WHEN 2 THEN 'down' WHEN 3 THEN 'testing' END",
                     column);
}

std::string oper_name(const std::string& column) {
  return fmt::format(
      "CASE {} WHEN 1 THEN 'up' WHEN 2 THEN 'down' WHEN 3 THEN 'testing' WHEN 4 THEN 'unknown' "
      "WHEN 5 THEN 'dormant' WHEN 6 THEN 'not-present' WHEN 7 THEN 'lower-layer-down' END",
      column);
}

std::string duplex_name(const std::string& column) {
  return fmt::format("CASE {} WHEN 1 THEN 'half' WHEN 2 THEN 'full' END", column);
}

std::string speed_name(const std::string& column) {
  return fmt::format(
      "CASE WHEN {0} >= 1000000000 THEN printf('%gG', {0} / 1e9) WHEN {0} >= 1000000 THEN "
      "printf('%gM', {0} / 1e6) WHEN {0} >= 1000 THEN printf('%gk', {0} / 1e3) "
      "ELSE CAST({0} AS TEXT) END",
      column);
}

std::string utc(const std::string& column) {
  return fmt::format("strftime('%Y-%m-%dT%H:%M:%SZ', {} / 1000, 'unixepoch')", column);
}

std::string value(const std::string& column) {
  return fmt::format("(SELECT value FROM text_value WHERE id = {})", column);
}

namespace {

/// The value of a fact in the row with this alias, as people read it.
template <class Value>
std::string shown(const StoredFact<Value>& fact, const std::string& alias) {
  const std::string column = alias + "." + fact.column;
  if constexpr (std::is_same_v<Value, AdminStatus>) return admin_name(column);
  if constexpr (std::is_same_v<Value, OperStatus>) return oper_name(column);
  if constexpr (std::is_same_v<Value, Duplex>) return duplex_name(column);
  if constexpr (std::is_same_v<Value, std::string>) return value(column);
  return fact.form == FactForm::rate ? speed_name(column) : column;
}

template <class Value>
std::string quoted(const StoredFact<Value>& fact, const std::string& alias) {
  const std::string text = shown(fact, alias);
  return fact.form == FactForm::words ? "'\"' || " + text + " || '\"'" : text;
}

/// " oper up -> down," for each fact in which p and h differ; what explains a status stands by it.
std::string what_changed() {
  std::string all;
  const auto tell = [&all](const auto& fact) {
    all += fmt::format(
        "{4}iif(p.{0} IS NOT h.{0}, ' {1} ' || coalesce({2}, 'none') || ' -> ' || "
        "coalesce({3}, 'none') || ',', '')",
        fact.column, fact.heading, quoted(fact, "p"), quoted(fact, "h"), all.empty() ? "" : " || ");
  };
  each_stored_fact([&](const auto& fact) {
    if (fact.kind != FactKind::property) tell(fact);
  });
  each_stored_fact([&](const auto& fact) {
    if (fact.kind == FactKind::property) tell(fact);
  });
  return all;
}

/// The state before h, when it ended where h begins.
constexpr const char* kBefore =
    "LEFT JOIN interface_history p ON p.interface = h.interface AND p.valid_from = (SELECT "
    "max(valid_from) FROM interface_history WHERE interface = h.interface AND valid_from < "
    "h.valid_from) AND p.valid_to = h.valid_from";

std::string addresses(const std::string& condition) {
  return fmt::format(
      "(SELECT group_concat(address || coalesce('/' || prefix_length, ''), ' ') FROM "
      "interface_address a INDEXED BY interface_address_of WHERE a.interface = i.id AND {})",
      condition);
}

std::string changed_address(const std::string& index, const std::string& when,
                            const std::string& what, const std::string& condition) {
  return fmt::format(
      "SELECT {4} AS at, d.name AS device, i.name AS interface, 'address ' || "
      "a.address || coalesce('/' || a.prefix_length, '') || ' {2}' AS change, a.{1} AS ts "
      "FROM interface_address a INDEXED BY {0} JOIN interface i ON i.id = a.interface "
      "JOIN device d ON d.id = i.device WHERE {3}",
      index, when, what, condition, utc("a." + when));
}

}  // namespace

/// `state` is the alias of interface_current or interface_history.
std::string interface_columns(const std::string& state) {
  const std::string held = state == "h" ? "a.valid_from <= t.at AND a.valid_to > t.at"
                                        : fmt::format("a.valid_to = {}", kOpenEnd);
  std::string statuses, others;
  each_stored_fact([&](const auto& fact) {
    (fact.kind == FactKind::status ? statuses : others) +=
        fmt::format(", {} AS {}", shown(fact, state), fact.heading);
  });
  return fmt::format("d.name AS device, i.name AS interface{}, {} AS since, {} AS addresses{}",
                     statuses, utc(state == "h" ? "h.valid_from" : "c.since"), addresses(held),
                     others);
}

std::string interface_now() {
  return fmt::format(
      "SELECT {}, {} AS last_seen FROM device d JOIN interface i ON i.device = d.id "
      "JOIN interface_current c ON c.interface = i.id",
      interface_columns("c"),
      utc(fmt::format(
          "coalesce((SELECT g.from_ts FROM interface_gap g WHERE g.interface = i.id AND "
          "g.to_ts = {}), d.last_ok)",
          kOpenEnd)));
}

/// SQLite merges the arms of a compound by its ORDER BY, each read backwards along its own index,
/// if that stands at the compound itself and names a column of it; around it, it would sort all.
/// The + keeps it from walking device by device, which would have to be sorted as well.
std::string interface_changes(const std::string& since, const std::string& devices) {
  const auto narrowed = [&](const std::string& ts) {
    return (since.empty() ? "" : fmt::format(" AND {} >= {}", ts, since)) +
           (devices.empty() ? "" : fmt::format(" AND +d.name IN ({})", devices));
  };
  const std::string after = fmt::format(
      "SELECT {} AS at, d.name AS device, i.name AS interface, "
      "iif(p.interface IS NULL, 'appeared ' || coalesce({}, 'unknown') || '/' || "
      "coalesce({}, 'unknown'), trim({}, ' ,')) AS change, h.valid_from AS ts "
      "FROM interface_history h INDEXED BY interface_history_from {} "
      "JOIN interface i ON i.id = h.interface JOIN device d ON d.id = i.device WHERE 1{}",
      utc("h.valid_from"), admin_name("h.admin_status"), oper_name("h.oper_status"), what_changed(),
      kBefore, narrowed("h.valid_from"));
  const std::string gone = fmt::format(
      "SELECT {} AS at, d.name AS device, i.name AS interface, 'disappeared' AS change, "
      "h.valid_to AS ts FROM interface_history h INDEXED BY interface_history_gone "
      "JOIN interface i ON i.id = h.interface JOIN device d ON d.id = i.device "
      "WHERE h.disappeared = 1{}",
      utc("h.valid_to"), narrowed("h.valid_to"));
  return after + " UNION ALL " + gone + " UNION ALL " +
         changed_address("interface_address_from", "valid_from", "added",
                         "a.valid_from > i.first_seen" + narrowed("a.valid_from")) +
         " UNION ALL " +
         changed_address("interface_address_to", "valid_to", "removed",
                         fmt::format("a.valid_to < {}", kOpenEnd) + narrowed("a.valid_to")) +
         " ORDER BY ts DESC";
}

/// Changes of status only; the first appearance of an interface is none.
std::string interface_flaps(const std::string& since) {
  return fmt::format(
      "SELECT d.name AS device, i.name AS interface, count(*) AS changes, {} AS last_change, "
      "(SELECT {} FROM interface_current c WHERE c.interface = i.id) AS oper_now "
      "FROM interface_history h INDEXED BY interface_history_from {} "
      "JOIN interface i ON i.id = h.interface JOIN device d ON d.id = i.device "
      "WHERE h.valid_from >= {} AND p.interface IS NOT NULL AND (p.admin_status IS NOT "
      "h.admin_status OR p.oper_status IS NOT h.oper_status)",
      utc("max(h.valid_from)"), oper_name("c.oper_status"), kBefore, since);
}

/// Time observed of the time in which showd watched the device, in percent. NULL: it did not.
std::string device_availability() {
  const std::string now = "(CAST(strftime('%s', 'now') AS INTEGER) * 1000)";
  const auto percent = [&](std::int64_t span, const char* name) {
    const auto lost = [&](const char* reasons) {
      return fmt::format(
          "coalesce((SELECT sum(min(g.to_ts, {0}) - max(g.from_ts, d.first_seen, {0} - {1})) FROM "
          "gap g INDEXED BY gap_device WHERE g.device = d.id AND g.to_ts > max(d.first_seen, {0} - "
          "{1}) AND g.from_ts < {0} AND g.reason {2} ('showd stopped', 'not in inventory')), 0)",
          now, span, reasons);
    };
    const auto watched =
        fmt::format("({0} - max(d.first_seen, {0} - {1}) - {2})", now, span, lost("IN"));
    return fmt::format(
        "iif({0} > 0 AND d.last_ok IS NOT NULL OR {1} > 0, round(100.0 * max(0, {0} "
        "- {1}) / nullif({0}, 0), 3), NULL) AS {2}",
        watched, lost("NOT IN"), name);
  };
  constexpr std::int64_t kDay = 86'400'000;
  return fmt::format(
      "SELECT d.name AS device, {0}, {1}, (SELECT count(*) FROM gap g INDEXED BY gap_device WHERE "
      "g.device = d.id AND g.to_ts > {2} - {3}) AS gaps_7d, (SELECT g.reason FROM gap g WHERE "
      "g.device = d.id AND g.to_ts = {4}) AS gap_now, {5} AS last_ok, d.platform AS platform, "
      "n.name AS inventory FROM device d JOIN inventory n ON n.id = d.inventory",
      percent(kDay, "percent_24h"), percent(7 * kDay, "percent_7d"), now, 7 * kDay, kOpenEnd,
      utc("d.last_ok"));
}

std::string run_log() {
  return fmt::format(
      "SELECT r.id AS run, n.name AS inventory, {} AS started, r.duration_ms / 1000.0 AS seconds, "
      "r.devices, r.ok, r.failed, r.skipped FROM run r JOIN inventory n ON n.id = r.inventory",
      utc("r.started"));
}

}  // namespace sql

std::map<std::string, std::string> views() {
  const std::string day_ago = "(CAST(strftime('%s', 'now') AS INTEGER) * 1000 - 86400000)";
  return {
      {"interface_now",
       sql::interface_now() + " WHERE d.removed_at IS NULL ORDER BY d.name, i.name"},
      {"interface_changes", sql::interface_changes()},
      {"interface_flaps",
       sql::interface_flaps(day_ago) + " GROUP BY h.interface ORDER BY changes DESC, 1, 2"},
      {"device_availability",
       sql::device_availability() + " WHERE d.removed_at IS NULL ORDER BY d.name"},
      {"run_log", sql::run_log() + " ORDER BY r.id DESC"},
  };
}

}  // namespace showd
