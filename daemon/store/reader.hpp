#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/listing.hpp"
#include "store/store_error.hpp"

namespace showd {

/// What to ask for; each query uses what makes sense for it.
struct StoreFilter {
  std::vector<std::string> devices;     ///< names; empty: all
  std::vector<std::string> interfaces;  ///< names; empty: all
  std::optional<UtcMillis> at;          ///< interfaces, addresses: as they were then; absent: now
  std::optional<UtcMillis> since;       ///< what happened from then on; gaps: what reached beyond
  std::optional<UtcMillis> until;       ///< what happened before; absent: now
  std::size_t limit = 0;                ///< 0: all
};

/// Reads a store for people, beside a running daemon or without one; times become text,
/// "2026-01-31T23:59:59Z". Opened read-only; each query is one read transaction that ends after 2 s
/// at the latest, because a reader that stays keeps the daemon's write-ahead log from being reset.
/// Thread: one at a time. Errors of queries: too_slow, busy, corrupt, io.
class StoreReader {
 public:
  /// Errors: StoreError: no_access (no such file, permissions), foreign, newer_version,
  /// older_version.
  explicit StoreReader(std::filesystem::path path,
                       std::chrono::milliseconds patience = std::chrono::milliseconds(2'000));
  ~StoreReader();

  /// One column, also of devices that left the inventories.
  [[nodiscard]] StoreResult<Listing> device_names(const StoreFilter& filter) const;
  /// One column, of these devices; also of interfaces that are gone. Each name once.
  [[nodiscard]] StoreResult<Listing> interface_names(const StoreFilter& filter) const;
  /// What is known of each, with the last poll's result, stage and error, and since when it is well
  /// or not (since the last gap ended, or the open one began).
  [[nodiscard]] StoreResult<Listing> devices(const StoreFilter& filter) const;
  /// With `at` the column `gap` says why the moment was not observed, if it was not.
  [[nodiscard]] StoreResult<Listing> interfaces(const StoreFilter& filter) const;
  [[nodiscard]] StoreResult<Listing> addresses(const StoreFilter& filter) const;
  [[nodiscard]] StoreResult<Listing> changes(const StoreFilter& filter) const;  ///< newest first
  /// Most first; without `since` of the last 24 hours.
  [[nodiscard]] StoreResult<Listing> flaps(const StoreFilter& filter) const;
  [[nodiscard]] StoreResult<Listing> availability(const StoreFilter& filter) const;
  /// Without `since` of the last 7 days.
  [[nodiscard]] StoreResult<Listing> interface_availability(const StoreFilter& filter) const;
  [[nodiscard]] StoreResult<Listing> runs(const StoreFilter& filter) const;   ///< newest first
  [[nodiscard]] StoreResult<Listing> polls(const StoreFilter& filter) const;  ///< newest first
  /// Those that are open first, then the last to end.
  [[nodiscard]] StoreResult<Listing> gaps(const StoreFilter& filter) const;
  [[nodiscard]] StoreResult<Listing> host_keys(const StoreFilter& filter) const;

 private:
  struct Query;
  struct Impl;
  [[nodiscard]] StoreResult<Listing> run(const Query& query, const StoreFilter& filter) const;
  std::unique_ptr<Impl> impl_;
};

}  // namespace showd
