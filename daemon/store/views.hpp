/// The history's query interface: the SELECTs that people see, once for the views of the database
/// and for the reader's queries. Times are text under a plain name and integer milliseconds under
/// NAME_ts.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace showd {

/// The views that people query, by name: each one's SELECT.
[[nodiscard]] std::map<std::string, std::string> views();

/// Each without WHERE, ORDER BY or LIMIT if nothing else is said; the aliases d (device) and i
/// (interface) may be referred to.
namespace sql {

[[nodiscard]] std::string device_now();
[[nodiscard]] std::string interface_now();
/// The same of a moment (ms) for the interval `h` that held then.
[[nodiscard]] std::string interface_at(const std::string& at);
[[nodiscard]] std::string interface_state();  ///< every interval `h`
[[nodiscard]] std::string address_state();    ///< every interval `a` of an address
/// Conditions on an interval: it held at that moment; it holds now.
[[nodiscard]] std::string held_at(const std::string& alias, const std::string& at);
[[nodiscard]] std::string holds_now(const std::string& alias);

/// What narrows the changes where they are found; SQL expressions, empty: nothing.
struct ChangeBounds {
  std::string since, until;  ///< ms; from the first on, before the second
  std::string chosen;        ///< a condition on d and i
  bool few = false;          ///< which few interfaces fulfil: theirs are looked up and sorted
};
/// All of them, newest first. Not to be narrowed otherwise: no alias is visible.
[[nodiscard]] std::string interface_changes(const ChangeBounds& bounds = {});
/// How often oper_status changed while admin_status did not, by interface.
[[nodiscard]] std::string interface_flaps(const std::string& since, const std::string& until);
/// Likewise, by the hour; with ORDER BY.
[[nodiscard]] std::string interface_flaps_hour(const std::string& since);

/// A span of time, [begins, ends) in ms, SQL. Its columns are named with the suffix.
struct Span {
  std::string suffix, begins, ends;
};
[[nodiscard]] std::string device_availability();
/// Grouped by interface; `chosen` as above.
[[nodiscard]] std::string interface_availability(const std::vector<Span>& spans,
                                                 const std::string& chosen = "");

[[nodiscard]] std::string device_hour_log();
[[nodiscard]] std::string run_log();  ///< also `r`
// These two come in order, and no alias is visible.
[[nodiscard]] std::string poll_log();  ///< newest first
[[nodiscard]] std::string gap_log();   ///< those that are open, then the last to end

}  // namespace sql

}  // namespace showd
