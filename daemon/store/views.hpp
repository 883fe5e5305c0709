/// The history's query interface: the SELECTs that people see, once for the views of the database
/// and for the reader's queries.
#pragma once

#include <map>
#include <string>

namespace showd {

/// The views that people query, by name: each one's SELECT.
[[nodiscard]] std::map<std::string, std::string> views();

/// SQL text shared by the views and the reader. `column` is an SQL expression.
namespace sql {
[[nodiscard]] std::string admin_name(const std::string& column);  ///< 1 -> 'up'
[[nodiscard]] std::string oper_name(const std::string& column);
[[nodiscard]] std::string duplex_name(const std::string& column);
[[nodiscard]] std::string speed_name(const std::string& column);  ///< 1000000000 -> '1G'
[[nodiscard]] std::string utc(const std::string& column);         ///< ms -> '2026-01-31T23:59:59Z'
[[nodiscard]] std::string value(const std::string& column);       ///< text_value.id -> text
/// What people see, one SELECT each without WHERE, ORDER BY or LIMIT. Aliases that a caller may
/// refer to: d (device), i (interface).
[[nodiscard]] std::string interface_columns(const std::string& state);
[[nodiscard]] std::string interface_now();
/// A compound, newest first: at, device, interface, change, ts. `since` (ms) and `devices` (a list
/// of names, quoted or as placeholders) narrow it where they can use an index; empty: all.
[[nodiscard]] std::string interface_changes(const std::string& since = "",
                                            const std::string& devices = "");
[[nodiscard]] std::string interface_flaps(const std::string& since);
[[nodiscard]] std::string device_availability();
[[nodiscard]] std::string run_log();
}  // namespace sql

}  // namespace showd
