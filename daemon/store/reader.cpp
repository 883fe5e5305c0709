#include "store/reader.hpp"

#include <fmt/format.h>

#include "store/fault.hpp"
#include "store/schema.hpp"
#include "store/views.hpp"

namespace showd {

using std::chrono::steady_clock;

struct StoreReader::Query {
  std::string select;     ///< may end in WHERE ...; ?1 is the time
  std::string condition;  ///< WHERE or AND: what a list of devices is put behind
  std::string device;     ///< the column that holds the device's name; empty: `select` has it
  std::string tail;       ///< GROUP BY, ORDER BY
  std::optional<UtcMillis> time;
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

std::string placeholders(std::size_t first, std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) list += fmt::format("{}?{}", i ? "," : "", first + i);
  return list;
}

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
  std::string sql = query.select;
  if (!filter.devices.empty() && !query.device.empty())
    sql += fmt::format(" {} {} IN ({})", query.condition, query.device,
                       placeholders(2, filter.devices.size()));
  sql += query.tail;
  if (filter.limit > 0) sql += fmt::format(" LIMIT {}", filter.limit);
  try {
    impl_->start();
    sqlite::Statement statement(impl_->db, sql);
    // A time that the query does not use is not bound; SQLite refuses an index that is not there.
    if (query.time) statement.bind_at(1, *query.time);
    for (std::size_t i = 0; i < filter.devices.size(); ++i)
      statement.bind_at(static_cast<int>(i) + 2, std::string_view(filter.devices[i]));
    return read(statement);
  } catch (const sqlite::Error& error) {
    return tl::unexpected(fault_of(error, impl_->path));
  }
}

StoreResult<Listing> StoreReader::device_names(const StoreFilter& filter) const {
  return run({"SELECT d.name AS device FROM device d", "WHERE", "d.name", " ORDER BY d.name", {}},
             filter);
}

StoreResult<Listing> StoreReader::devices(const StoreFilter& filter) const {
  const std::string select = fmt::format(
      "SELECT d.name AS device, n.name AS inventory, d.platform, d.address, (SELECT result FROM "
      "poll WHERE id = (SELECT max(k.id) FROM (SELECT max(id) AS id FROM poll INDEXED BY poll_ok "
      "WHERE device = d.id AND result = 'ok' UNION ALL SELECT max(id) FROM poll INDEXED BY "
      "poll_failed WHERE device = d.id AND result <> 'ok') k)) AS last_result, {} AS last_ok, "
      "(SELECT count(*) FROM interface i JOIN interface_current c ON c.interface = i.id WHERE "
      "i.device = d.id) AS interfaces, {} AS first_seen FROM device d JOIN inventory n ON n.id = "
      "d.inventory WHERE d.removed_at IS NULL",
      sql::utc("d.last_ok"), sql::utc("d.first_seen"));
  return run({select, "AND", "d.name", " ORDER BY d.name", {}}, filter);
}

StoreResult<Listing> StoreReader::interfaces(const StoreFilter& filter) const {
  if (!filter.at)
    return run({sql::interface_now() + " WHERE d.removed_at IS NULL",
                "AND",
                "d.name",
                " ORDER BY d.name, i.name",
                {}},
               filter);
  const std::string select = fmt::format(
      "SELECT {}, (SELECT g.reason FROM gap g INDEXED BY gap_device WHERE g.device = d.id AND "
      "g.to_ts > t.at AND g.from_ts <= t.at) AS gap FROM (SELECT ?1 AS at) t JOIN device d "
      "JOIN interface i ON i.device = d.id JOIN interface_history h ON h.interface = i.id AND "
      "h.valid_from = (SELECT max(valid_from) FROM interface_history WHERE interface = i.id AND "
      "valid_from <= t.at) WHERE h.valid_to > t.at AND coalesce(d.removed_at, {}) > t.at",
      sql::interface_columns("h"), kOpenEnd);
  return run({select, "AND", "d.name", " ORDER BY d.name, i.name", filter.at}, filter);
}

StoreResult<Listing> StoreReader::changes(const StoreFilter& filter) const {
  const std::string compound = sql::interface_changes("?1", placeholders(2, filter.devices.size()));
  return run({"SELECT at, device, interface, change FROM (" + compound + ")", "", "", "",
              filter.since.value_or(0)},
             filter);
}

StoreResult<Listing> StoreReader::flaps(const StoreFilter& filter) const {
  constexpr UtcMillis kDay = 86'400'000;
  return run({sql::interface_flaps("?1"), "AND", "d.name",
              " GROUP BY h.interface ORDER BY changes DESC, 1, 2",
              filter.since.value_or(system_clock().utc() - kDay)},
             filter);
}

StoreResult<Listing> StoreReader::availability(const StoreFilter& filter) const {
  return run({sql::device_availability() + " WHERE d.removed_at IS NULL",
              "AND",
              "d.name",
              " ORDER BY d.name",
              {}},
             filter);
}

StoreResult<Listing> StoreReader::runs(const StoreFilter& filter) const {
  StoreFilter all_devices = filter;
  all_devices.devices.clear();
  return run({sql::run_log() + " WHERE r.started >= ?1", "AND", "", " ORDER BY r.id DESC",
              filter.since.value_or(0)},
             all_devices);
}

StoreResult<Listing> StoreReader::host_keys(const StoreFilter& filter) const {
  const std::string select = fmt::format(
      "SELECT d.name AS device, k.type, k.sha256, {} AS first_seen, {} AS accepted_at FROM "
      "host_key "
      "k JOIN device d ON d.id = k.device",
      sql::utc("k.first_seen"), sql::utc("k.accepted_at"));
  return run({select, "WHERE", "d.name", " ORDER BY d.name, k.type", {}}, filter);
}

}  // namespace showd
