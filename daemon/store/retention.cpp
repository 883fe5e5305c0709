#include "store/retention.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "store/schema.hpp"

namespace showd {
namespace {

constexpr std::size_t kSlice = 20'000;
constexpr int kRunsKept = 100'000;
constexpr int kVacuumPages = 1'000;

/// Each deletes at most a slice; `?1` is the time. Order: what refers to others goes first.
std::vector<std::string> statements() {
  const auto where = [](const char* table, const std::string& condition) {
    return fmt::format("DELETE FROM {0} WHERE id IN (SELECT id FROM {0} WHERE {1} LIMIT {2})",
                       table, condition, kSlice);
  };
  return {
      where("interface_address", "valid_to < ?1 AND valid_to < 9223372036854775807"),
      where("gap", "to_ts < ?1"),
      fmt::format("DELETE FROM interface_gap WHERE (interface, from_ts) IN (SELECT interface, "
                  "from_ts FROM interface_gap WHERE to_ts < ?1 LIMIT {})",
                  kSlice),
      fmt::format("DELETE FROM device_hour WHERE (hour, device) IN (SELECT hour, device FROM "
                  "device_hour WHERE hour <= ?1 - {} LIMIT {})",
                  kHour, kSlice),
      where("poll", "started < ?1"),
      where("run", fmt::format("started < ?1 OR id <= (SELECT max(id) - {} FROM run)", kRunsKept)),
      where("interface",
            "removed_at < ?1 AND NOT EXISTS (SELECT 1 FROM interface_history h WHERE h.interface = "
            "interface.id) AND NOT EXISTS (SELECT 1 FROM interface_address a WHERE a.interface = "
            "interface.id) AND NOT EXISTS (SELECT 1 FROM interface_gap g WHERE g.interface = "
            "interface.id)"),
  };
}

}  // namespace

bool Retention::slice(UtcMillis before) {
  if (history_slice(before)) return true;
  seen_ = {0, 0};
  const bool more = small_tables(before);
  sqlite::Statement vacuum(db_, fmt::format("PRAGMA incremental_vacuum({})", kVacuumPages));
  while (vacuum.step()) continue;
  return more;
}

bool Retention::history_slice(UtcMillis before) {
  sqlite::Transaction transaction(db_);
  sqlite::Statement old(db_, fmt::format("SELECT valid_from, interface, valid_to FROM "
                                         "interface_history INDEXED BY interface_history_from "
                                         "WHERE (valid_from, interface) > (?, ?) AND valid_from < "
                                         "? ORDER BY valid_from, interface LIMIT {}",
                                         kSlice));
  std::vector<std::pair<UtcMillis, std::int64_t>> ended;
  auto seen = seen_;
  std::size_t looked_at = 0;
  for (old.bind(seen_.first, seen_.second, before); old.step(); ++looked_at) {
    seen = {old.integer(0), old.integer(1)};
    if (old.integer(2) <= before) ended.push_back(seen);
  }
  old.reset();
  sqlite::Statement drop(db_,
                         "DELETE FROM interface_history WHERE interface = ? AND "
                         "valid_from = ?");
  for (const auto& [from, interface] : ended) drop.run(interface, from);
  transaction.commit();
  seen_ = seen;
  return looked_at == kSlice;
}

bool Retention::small_tables(UtcMillis before) {
  bool more = false;
  for (const std::string& sql : statements()) {
    sqlite::Transaction transaction(db_);
    sqlite::Statement statement(db_, sql);
    statement.run(before);
    more = more || sqlite3_changes(db_.handle()) == static_cast<int>(kSlice);
    transaction.commit();
  }
  return more;
}

}  // namespace showd
