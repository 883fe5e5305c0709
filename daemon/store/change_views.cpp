#include <fmt/format.h>

#include "store/schema.hpp"
#include "store/state_columns.hpp"
#include "store/views.hpp"

// Queries by time name their index: after ANALYZE the planner takes a skip-scan for them that is
// 13 to 180 times slower at 98 million rows; without statistics nobody promises anything either.
namespace showd::sql {
namespace {

/// p: the state before x, when it ended where x begins.
constexpr const char* kBefore =
    "LEFT JOIN interface_history p ON p.interface = x.interface AND p.valid_from = (SELECT "
    "max(valid_from) FROM interface_history WHERE interface = x.interface AND valid_from < "
    "x.valid_from) AND p.valid_to = x.valid_from";

std::string whose(const char* alias) {
  return fmt::format("JOIN interface i ON i.id = {}.interface JOIN device d ON d.id = i.device",
                     alias);
}

/// The rows of `table` as x: along an index on time, or those of the chosen.
std::string rows(const ChangeBounds& bounds, const std::string& table, const std::string& index) {
  if (bounds.few)
    return fmt::format(
        "FROM device d JOIN interface i ON i.device = d.id CROSS JOIN {} x ON x.interface = i.id",
        table);
  return fmt::format("FROM {} x INDEXED BY {} {}", table, index, whose("x"));
}

std::string within(const ChangeBounds& bounds, const std::string& ts) {
  std::string all;
  if (!bounds.since.empty()) all += fmt::format(" AND {} >= {}", ts, bounds.since);
  if (!bounds.until.empty()) all += fmt::format(" AND {} < {}", ts, bounds.until);
  if (!bounds.chosen.empty()) all += fmt::format(" AND {}", bounds.chosen);
  return all;
}

std::string statuses() {
  return fmt::format("coalesce({}, 'unknown') || '/' || coalesce({}, 'unknown')",
                     admin_name("x.admin_status"), oper_name("x.oper_status"));
}

/// f: a row for each fact, numbered from 1, and one for the interface itself.
std::string kinds_of_change() {
  std::string all = "(SELECT 0 AS n, 'appeared' AS kind, 'interface' AS what";
  int number = 0;
  each_stored_fact([&](const auto& fact) {
    all += fmt::format(" UNION ALL SELECT {}, '{}', '{}'", ++number,
                       fact.kind == FactKind::status ? "status" : "property", fact.name);
  });
  return all + ")";
}

/// expression(fact) of the fact that f stands for.
std::string of_fact(const auto& expression) {
  std::string all = "CASE f.n";
  int number = 0;
  each_stored_fact([&](const auto& fact) {
    all += fmt::format(" WHEN {} THEN {}", ++number, expression(fact));
  });
  return all + " END";
}

std::string select(const std::string& ts, const std::string& kind, const std::string& what,
                   const std::string& old, const std::string& now) {
  return fmt::format(
      "SELECT {0} AS ts, d.name AS device, i.name AS if_name, {1} AS kind, {2} AS what, {3} AS "
      "old, {4} AS new ",
      ts, kind, what, old, now);
}

/// One row of the history gives as many changes as facts in which it differs from the one before;
/// without one before, one.
std::string begun(const ChangeBounds& bounds) {
  const auto shown_in = [](const char* alias) {
    return of_fact([&](const auto& fact) { return shown(fact, alias); });
  };
  const auto column_of = [](const char* alias) {
    return of_fact([&](const auto& fact) { return std::string(alias) + "." + fact.name; });
  };
  return select("x.valid_from", "f.kind", "f.what", shown_in("p"),
                fmt::format("iif(f.n = 0, {}, {})", statuses(), shown_in("x"))) +
         rows(bounds, "interface_history", "interface_history_from") +
         fmt::format(
             " {} CROSS JOIN {} f WHERE iif(p.interface IS NULL, f.n = 0, f.n > 0 AND {} IS NOT "
             "{}){}",
             kBefore, kinds_of_change(), column_of("p"), column_of("x"),
             within(bounds, "x.valid_from"));
}

std::string gone(const ChangeBounds& bounds) {
  return select("x.valid_to", "'disappeared'", "'interface'", statuses(), "NULL") +
         rows(bounds, "interface_history", "interface_history_gone") + " WHERE x.disappeared = 1" +
         within(bounds, "x.valid_to");
}

std::string address(const ChangeBounds& bounds, const std::string& index, const std::string& ts,
                    const std::string& condition) {
  const std::string text = "x.address || coalesce('/' || x.prefix_length, '')";
  const bool added = ts == "x.valid_from";
  return select(ts, "'address'", "'address'", added ? "NULL" : text, added ? text : "NULL") +
         rows(bounds, "interface_address", index) + " WHERE " + condition + within(bounds, ts);
}

constexpr const char* kSentence =
    "CASE kind WHEN 'appeared' THEN 'appeared ' || new WHEN 'disappeared' THEN 'disappeared' "
    "WHEN 'address' THEN coalesce('address ' || new || ' added', 'address ' || old || ' removed') "
    "ELSE what || ' ' || coalesce(old, 'none') || ' -> ' || coalesce(new, 'none') END";

/// `columns` of the flaps x, by the groups; names are looked up for the groups only.
std::string flaps(const std::string& columns, const std::string& since, const std::string& until,
                  const std::string& groups) {
  return fmt::format(
      "FROM (SELECT {}, x.interface, count(*) AS flaps FROM interface_history x INDEXED BY "
      "interface_history_flap WHERE x.flap = 1 AND x.valid_from >= {}{} GROUP BY {}) f {}",
      columns, since, until.empty() ? "" : fmt::format(" AND x.valid_from < {}", until), groups,
      whose("f"));
}

}  // namespace

/// SQLite merges the arms of a compound by its ORDER BY, each read backwards along its own index,
/// if that stands at the compound itself and names a column of it; around it, it would sort all.
std::string interface_changes(const ChangeBounds& bounds) {
  return fmt::format(
      "SELECT {} AS at, device, if_name, kind, what, old, new, {} AS change, ts FROM ({} UNION ALL "
      "{} UNION ALL {} UNION ALL {} ORDER BY ts DESC)",
      utc("ts"), kSentence, begun(bounds), gone(bounds),
      address(bounds, "interface_address_from", "x.valid_from", "x.valid_from > i.first_seen"),
      address(bounds, "interface_address_to", "x.valid_to",
              fmt::format("x.valid_to < {}", kOpenEnd)));
}

std::string interface_flaps(const std::string& since, const std::string& until) {
  return fmt::format(
      "SELECT d.name AS device, i.name AS if_name, f.flaps, {} AS last_change, (SELECT {} FROM "
      "interface_current c WHERE c.interface = i.id) AS oper_status {}",
      utc("f.last"), oper_name("c.oper_status"),
      flaps("max(x.valid_from) AS last", since, until, "x.interface"));
}

std::string interface_flaps_hour(const std::string& since) {
  return fmt::format(
      "SELECT {} AS hour, d.name AS device, i.name AS if_name, f.flaps, f.hour_ts {} ORDER BY "
      "hour_ts DESC, flaps DESC, device, if_name",
      utc("f.hour_ts"),
      flaps("x.valid_from / 3600000 * 3600000 AS hour_ts", since, "", "1, x.interface"));
}

}  // namespace showd::sql
