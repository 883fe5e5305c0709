/// The history's query interface: tables, views and how an older file becomes a newer one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "store/sqlite.hpp"

namespace showd {

/// "show" in ASCII; `file` and sqlite3's .dbinfo tell by it whose database it is.
inline constexpr std::int64_t kApplicationId = 0x73686F77;
inline constexpr int kSchemaVersion = 2;

/// The end of an interval that is still open.
inline constexpr UtcMillis kOpenEnd = std::numeric_limits<std::int64_t>::max();

/// Bits of interface_current.families.
inline constexpr std::int64_t kStatesIpv4 = 1;
inline constexpr std::int64_t kStatesIpv6 = 2;

/// One step: the SQL that makes version `to` out of `to - 1` (0 is an empty file).
struct Migration {
  int to;
  std::string sql;
};

/// The steps of this showd, in order.
[[nodiscard]] std::span<const Migration> migrations();

/// The views that people query, by name: each one's SELECT.
[[nodiscard]] std::map<std::string, std::string> views();

/// The file's version; 0 for an empty file. Errors: StoreError (foreign, newer_version).
int check_version(sqlite::Connection& db, const std::filesystem::path& path, int newest);

/// Brings an open database to the last step's version. Each step is one transaction; before the
/// first, a file that holds data is copied to FILE.before-vN (VACUUM INTO). No effect when current.
/// Views hold no data: those that this showd would write otherwise are made anew without a step.
/// Errors: StoreError (newer_version, foreign), sqlite::Error.
void migrate(sqlite::Connection& db, const std::filesystem::path& path,
             std::span<const Migration> steps);

/// Errors: StoreError unless `db` is showd's and of exactly this version.
void require_current(sqlite::Connection& db, const std::filesystem::path& path);

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
