#include "store/reader.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "store/fault.hpp"
#include "store/schema.hpp"
#include "store/sql_text.hpp"
#include "store/views.hpp"

namespace showd {

using std::chrono::steady_clock;

struct StoreReader::Query {
  std::string select;                   ///< up to FROM ..., without WHERE
  std::vector<std::string> conditions;  ///< of its WHERE; may name the filter's times
  std::string tail = {};                ///< GROUP BY, ORDER BY
  std::optional<UtcMillis> since = {};  ///< where the filter says nothing
};

struct StoreReader::Impl {
  Impl(std::filesystem::path where, std::chrono::milliseconds how_long)
      : path(std::move(where)),
        patience(how_long),
        db(path, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX) {
    sqlite3_busy_timeout(db.handle(), static_cast<int>(patience.count()));
    sqlite3_db_config(db.handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    db.execute(
        "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; "
        "PRAGMA cell_size_check = ON");
    const auto overdue = [](void* self) {
      return static_cast<int>(steady_clock::now() > static_cast<Impl*>(self)->until);
    };
    start();
    sqlite3_progress_handler(db.handle(), 1'000, overdue, this);
    require_current(db, path);
  }
  void start() { until = steady_clock::now() + patience; }

  std::filesystem::path path;
  std::chrono::milliseconds patience;
  steady_clock::time_point until;
  sqlite::Connection db;
};

namespace {

Cell cell(const sqlite::Statement& row, int column) {
  switch (sqlite3_column_type(row.handle(), column)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return row.integer(column);
    case SQLITE_FLOAT:
      return sqlite3_column_double(row.handle(), column);
    default:
      return row.text(column);
  }
}

Listing read(sqlite::Statement& statement) {
  Listing listing;
  const int width = sqlite3_column_count(statement.handle());
  for (int i = 0; i < width; ++i)
    listing.columns.emplace_back(sqlite3_column_name(statement.handle(), i));
  while (statement.step()) {
    auto& row = listing.rows.emplace_back();
    for (int i = 0; i < width; ++i) row.push_back(cell(statement, i));
  }
  return listing;
}

/// A list is one parameter, however long.
std::string among(const std::string& column, const char* list) {
  return fmt::format("{} IN (SELECT value FROM json_each({}))", column, list);
}

/// What chooses the filter's devices and interfaces by these columns; empty: nothing is chosen.
std::vector<std::string> chosen(const StoreFilter& filter, const std::string& device,
                                const std::string& if_name = "") {
  std::vector<std::string> conditions;
  if (!filter.devices.empty()) conditions.push_back(among(device, ":devices"));
  if (!filter.interfaces.empty() && !if_name.empty())
    conditions.push_back(among(if_name, ":interfaces"));
  return conditions;
}

/// Those of `more` that the filter gives a time for.
std::vector<std::string> within(std::vector<std::string> conditions, const StoreFilter& filter,
                                const std::string& from, const std::string& to) {
  if (filter.since) conditions.push_back(from + " :since");
  if (filter.until) conditions.push_back(to + " :until");
  return conditions;
}

std::string joined(const std::vector<std::string>& conditions, std::string_view first) {
  std::string all;
  for (const std::string& condition : conditions)
    all += fmt::format("{}{}", all.empty() ? first : " AND ", condition);
  return all;
}

std::string json_list(const std::vector<std::string>& names) {
  return nlohmann::json(names).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Whose changes are looked up one by one; of more, or of names that may be on every device, all
/// changes are walked through.
bool are_few(const StoreFilter& filter) {
  constexpr std::size_t kFew = 32;
  return filter.devices.empty() ? !filter.interfaces.empty() && filter.interfaces.size() <= kFew
                                : filter.devices.size() <= kFew;
}

constexpr const char* kWatched = "d.removed_at IS NULL";

}  // namespace

StoreReader::StoreReader(std::filesystem::path path, std::chrono::milliseconds patience) {
  try {
    if (!std::filesystem::exists(path))
      throw StoreError(
          {StoreErrc::no_access,
           fmt::format("{}: no such file; showd makes it when it first runs", path.string())});
    impl_ = std::make_unique<Impl>(path, patience);
  } catch (const sqlite::Error& error) {
    throw StoreError(fault_of(error, path));
  } catch (const std::filesystem::filesystem_error& error) {
    throw StoreError({StoreErrc::no_access, error.what()});
  }
}

StoreReader::~StoreReader() = default;

StoreResult<Listing> StoreReader::run(const Query& query, const StoreFilter& filter) const {
  std::string sql = query.select + joined(query.conditions, " WHERE ") + query.tail;
  if (filter.limit > 0) sql += fmt::format(" LIMIT {}", filter.limit);
  try {
    impl_->start();
    sqlite::Statement statement(impl_->db, sql);
    statement.bind_named(":devices", json_list(filter.devices));
    statement.bind_named(":interfaces", json_list(filter.interfaces));
    statement.bind_named(":at", filter.at);
    statement.bind_named(":since", filter.since ? filter.since : query.since);
    statement.bind_named(":until", filter.until.value_or(system_clock().utc()));
    return read(statement);
  } catch (const sqlite::Error& error) {
    return tl::unexpected(fault_of(error, impl_->path));
  }
}

StoreResult<Listing> StoreReader::device_names(const StoreFilter& filter) const {
  return run(
      {"SELECT d.name AS device FROM device d", chosen(filter, "d.name"), " ORDER BY d.name"},
      filter);
}

StoreResult<Listing> StoreReader::interface_names(const StoreFilter& filter) const {
  return run({"SELECT DISTINCT i.name AS if_name FROM interface i JOIN device d ON d.id = i.device",
              chosen(filter, "d.name")},
             filter);
}

StoreResult<Listing> StoreReader::devices(const StoreFilter& filter) const {
  auto conditions = chosen(filter, "d.name");
  conditions.emplace_back(kWatched);
  return run({sql::device_now(), std::move(conditions), " ORDER BY d.name"}, filter);
}

StoreResult<Listing> StoreReader::interfaces(const StoreFilter& filter) const {
  auto conditions = chosen(filter, "d.name", "i.name");
  conditions.emplace_back(filter.at ? sql::held_at("h", ":at") : kWatched);
  return run({filter.at ? sql::interface_at(":at") : sql::interface_now(), std::move(conditions),
              " ORDER BY d.name, i.name"},
             filter);
}

StoreResult<Listing> StoreReader::addresses(const StoreFilter& filter) const {
  auto conditions = chosen(filter, "d.name", "i.name");
  conditions.emplace_back(filter.at ? sql::held_at("a", ":at") : sql::holds_now("a"));
  return run(
      {"SELECT device, if_name, address, prefix_length, network, valid_from AS since FROM (" +
           sql::address_state() + joined(conditions, " WHERE ") + ")",
       {},
       " ORDER BY device, if_name, address"},
      filter);
}

StoreResult<Listing> StoreReader::changes(const StoreFilter& filter) const {
  const bool few = are_few(filter);
  // The + keeps SQLite from walking device by device, which would have to be sorted as well.
  const std::string condition =
      joined(chosen(filter, few ? "d.name" : "+d.name", few ? "i.name" : "+i.name"), "");
  const sql::ChangeBounds bounds{.since = filter.since ? ":since" : "",
                                 .until = filter.until ? ":until" : "",
                                 .chosen = condition,
                                 .few = few};
  return run({"SELECT at, device, if_name, kind, what, old, new, change FROM (" +
                  sql::interface_changes(bounds) + ")",
              {}},
             filter);
}

StoreResult<Listing> StoreReader::flaps(const StoreFilter& filter) const {
  return run({sql::interface_flaps(":since", ":until"), chosen(filter, "d.name", "i.name"),
              " ORDER BY flaps DESC, 1, 2", system_clock().utc() - sql::kDay},
             filter);
}

StoreResult<Listing> StoreReader::availability(const StoreFilter& filter) const {
  auto conditions = chosen(filter, "d.name");
  conditions.emplace_back(kWatched);
  return run({sql::device_availability(), std::move(conditions), " ORDER BY d.name"}, filter);
}

StoreResult<Listing> StoreReader::interface_availability(const StoreFilter& filter) const {
  auto conditions = chosen(filter, "d.name", "i.name");
  conditions.emplace_back(kWatched);
  return run({sql::interface_availability({{"", ":since", ":until"}}, joined(conditions, "")),
              {},
              " ORDER BY device, if_name",
              system_clock().utc() - 7 * sql::kDay},
             filter);
}

StoreResult<Listing> StoreReader::runs(const StoreFilter& filter) const {
  return run({"SELECT run, inventory, started, duration_ms, devices, ok, failed, busy, backed_off "
              "FROM (" +
                  sql::run_log() + " ORDER BY r.id DESC)",
              within({}, filter, "started_ts >=", "started_ts <")},
             filter);
}

StoreResult<Listing> StoreReader::polls(const StoreFilter& filter) const {
  return run({"SELECT device, run, started, duration_ms, result, stage, error FROM (" +
                  sql::poll_log() + ")",
              within(chosen(filter, "device"), filter, "started_ts >=", "started_ts <")},
             filter);
}

/// A gap of the whole device is one of each of its interfaces.
StoreResult<Listing> StoreReader::gaps(const StoreFilter& filter) const {
  auto conditions = chosen(filter, "device");
  if (!filter.interfaces.empty())
    conditions.push_back("(if_name IS NULL OR " + among("if_name", ":interfaces") + ")");
  return run({"SELECT device, if_name, \"from\", \"to\", reason FROM (" + sql::gap_log() + ")",
              within(std::move(conditions), filter, "to_ts >", "from_ts <")},
             filter);
}

StoreResult<Listing> StoreReader::host_keys(const StoreFilter& filter) const {
  const std::string select = fmt::format(
      "SELECT d.name AS device, k.type, k.sha256, {} AS first_seen, {} AS accepted_at FROM "
      "host_key k JOIN device d ON d.id = k.device",
      sql::utc("k.first_seen"), sql::utc("k.accepted_at"));
  return run({select, chosen(filter, "d.name"), " ORDER BY d.name, k.type"}, filter);
}

}  // namespace showd
