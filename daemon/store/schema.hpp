/// The history's tables, and how an older file becomes a newer one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "store/sqlite.hpp"

namespace showd {

/// "show" in ASCII; `file` and sqlite3's .dbinfo tell by it whose database it is.
inline constexpr std::int64_t kApplicationId = 0x73686F77;

/// The end of an interval that is still open.
inline constexpr UtcMillis kOpenEnd = std::numeric_limits<std::int64_t>::max();

inline constexpr UtcMillis kHour = 3'600'000;  ///< of device_hour

/// Adds what {} gives (VALUES, SELECT) to the rows of device_hour.
inline constexpr const char* kAddHours =
    "INSERT INTO device_hour (hour, device, polls, failed, ok_ms, longest_ms) {} ON CONFLICT "
    "(hour, "
    "device) DO UPDATE SET polls = polls + excluded.polls, failed = failed + excluded.failed, "
    "ok_ms "
    "= ok_ms + excluded.ok_ms, longest_ms = max(longest_ms, excluded.longest_ms)";

/// Bits of interface_current.families.
inline constexpr std::int64_t kStatesIpv4 = 1;
inline constexpr std::int64_t kStatesIpv6 = 2;

/// One step: the SQL that makes version `to` out of `to - 1` (0 is an empty file).
struct Migration {
  int to;
  std::string sql;
};

/// The steps of this showd, in order, and the version that the last one makes.
[[nodiscard]] std::span<const Migration> migrations();
[[nodiscard]] int schema_version();

/// The file's version; 0 for an empty file. Errors: StoreError (foreign, newer_version).
int check_version(sqlite::Connection& db, const std::filesystem::path& path, int newest);

/// Brings an open database to the last step's version. Each step is one transaction; before the
/// first, a file that holds data is copied to FILE.before-vN (VACUUM INTO); how long it took and
/// where the copy is, is logged. No effect when current.
/// Views hold no data: those that this showd would write otherwise are made anew without a step.
/// `before` is called when there is something to migrate. Errors: StoreError (newer_version,
/// foreign), sqlite::Error.
void migrate(sqlite::Connection& db, const std::filesystem::path& path,
             std::span<const Migration> steps, const std::function<void()>& before = {});

/// Errors: StoreError unless `db` is showd's and of exactly this version.
void require_current(sqlite::Connection& db, const std::filesystem::path& path);

}  // namespace showd
