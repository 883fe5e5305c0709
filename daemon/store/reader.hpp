#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "store/store_error.hpp"

namespace showd {

using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

/// What a query brought. Times are text, "2026-01-31T23:59:59Z".
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
};

/// What to ask for; each query uses what makes sense for it.
struct StoreFilter {
  std::vector<std::string> devices;  ///< names; empty: all
  std::optional<UtcMillis> at;       ///< interfaces: as they were then; absent: now
  std::optional<UtcMillis> since;    ///< changes, runs: all; flaps: 24 h ago
  std::size_t limit = 0;             ///< 0: all
};

/// Reads a store, beside a running daemon or without one. Opened read-only; each query is one read
/// transaction that ends after 2 s at the latest, because a reader that stays keeps the daemon's
/// write-ahead log from being reset.
/// Thread: one at a time. Errors of queries: too_slow, busy, corrupt, io.
class StoreReader {
 public:
  /// Errors: StoreError: no_access (no such file, permissions), foreign, newer_version,
  /// older_version.
  explicit StoreReader(std::filesystem::path path,
                       std::chrono::milliseconds patience = std::chrono::milliseconds(2'000));
  ~StoreReader();

  [[nodiscard]] StoreResult<Table> devices(const StoreFilter& filter) const;
  /// With `at` the column `gap` says why the moment was not observed, if it was not.
  [[nodiscard]] StoreResult<Table> interfaces(const StoreFilter& filter) const;
  [[nodiscard]] StoreResult<Table> changes(const StoreFilter& filter) const;  ///< newest first
  [[nodiscard]] StoreResult<Table> flaps(const StoreFilter& filter) const;    ///< most first
  [[nodiscard]] StoreResult<Table> availability(const StoreFilter& filter) const;
  [[nodiscard]] StoreResult<Table> runs(const StoreFilter& filter) const;  ///< newest first
  [[nodiscard]] StoreResult<Table> host_keys(const StoreFilter& filter) const;

 private:
  struct Query;
  struct Impl;
  [[nodiscard]] StoreResult<Table> run(const Query& query, const StoreFilter& filter) const;
  std::unique_ptr<Impl> impl_;
};

}  // namespace showd
