#include "store/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "store/restamp.hpp"
#include "store/schema.hpp"

namespace showd {
namespace {

constexpr std::string_view kStopped = "showd stopped";
constexpr std::string_view kNotInInventory = "not in inventory";
constexpr int kKeptOk = 20;
constexpr int kKeptFailed = 200;

/// Deletes what lies before the newest `kept` polls of a device; walks the partial index.
std::string trim(std::string_view condition, int kept) {
  return fmt::format(
      "DELETE FROM poll WHERE device = ?1 AND {0} AND id <= (SELECT id FROM poll WHERE device = ?1 "
      "AND {0} ORDER BY id DESC LIMIT 1 OFFSET {1})",
      condition, kept);
}

}  // namespace

Writer::Writer(sqlite::Connection& db)
    : db_(db),
      interfaces_(db),
      tags_(db),
      run_base_(db.integer("SELECT coalesce(max(id), 0) FROM run")),
      find_device_(db, "SELECT id FROM device WHERE name = ?"),
      find_inventory_(db, "SELECT id FROM inventory WHERE name = ?"),
      add_inventory_(db, "INSERT INTO inventory (name) VALUES (?)"),
      device_row_(db,
                  "SELECT id, inventory, platform, address, transport, port, removed_at, last_ok "
                  "FROM device WHERE name = ?"),
      add_device_(db,
                  "INSERT INTO device (name, inventory, platform, address, transport, port, "
                  "first_seen) VALUES (?, ?, ?, ?, ?, ?, ?)"),
      update_device_(db,
                     "UPDATE device SET inventory = ?2, platform = ?3, address = ?4, "
                     "transport = ?5, port = ?6, removed_at = NULL WHERE id = ?1"),
      remove_device_(db, "UPDATE device SET removed_at = ?2 WHERE id = ?1"),
      find_gap_(db, fmt::format("SELECT id, from_ts, reason FROM gap WHERE device = ? AND "
                                "to_ts = {}",
                                kOpenEnd)),
      open_gap_(db, fmt::format("INSERT INTO gap (device, from_ts, to_ts, reason) VALUES "
                                "(?, ?, {}, ?)",
                                kOpenEnd)),
      set_gap_(db, "UPDATE gap SET from_ts = ?2, to_ts = ?3 WHERE id = ?1"),
      drop_gap_(db, "DELETE FROM gap WHERE id = ?"),
      add_poll_(db,
                "INSERT INTO poll (device, run, started, duration_ms, result, stage, error) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)"),
      count_(db, fmt::format(kAddHours, "VALUES (?, ?, ?, ?, ?, ?)")),
      trim_ok_(db, trim("result = 'ok'", kKeptOk)),
      trim_failed_(db, trim("result <> 'ok'", kKeptFailed)),
      set_last_ok_(db, "UPDATE device SET last_ok = ?2 WHERE id = ?1"),
      set_run_(
          db,
          "INSERT INTO run (id, inventory, started, duration_ms, devices, ok, failed, "
          "busy, backed_off) VALUES (?, ?, ?, nullif(?, -1), ?, ?, ?, ?, ?) ON CONFLICT (id) DO "
          "UPDATE SET duration_ms = excluded.duration_ms, devices = excluded.devices, ok = "
          "excluded.ok, failed = excluded.failed, busy = excluded.busy, backed_off = "
          "excluded.backed_off"),
      pin_key_(db,
               "INSERT OR IGNORE INTO host_key (device, type, sha256, first_seen) "
               "VALUES (?, ?, ?, ?)"),
      accept_key_(db,
                  "INSERT OR REPLACE INTO host_key (device, type, sha256, first_seen, "
                  "accepted_at) VALUES (?1, ?2, ?3, ?4, ?4)"),
      set_key_(db,
               "INSERT OR REPLACE INTO host_key (device, type, sha256, first_seen, accepted_at) "
               "VALUES (?, ?, ?, ?, ?)"),
      forget_keys_(db, "DELETE FROM host_key WHERE device = ?"),
      set_meta_(db,
                "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE "
                "SET value = ?2") {}

std::optional<std::int64_t> Writer::device(const std::string& name) {
  find_device_.bind(name);
  std::optional<std::int64_t> id;
  if (find_device_.step()) id = find_device_.integer(0);
  find_device_.reset();
  return id;
}

std::int64_t Writer::inventory(const std::string& name) {
  find_inventory_.bind(name);
  if (find_inventory_.step()) {
    const auto id = find_inventory_.integer(0);
    find_inventory_.reset();
    return id;
  }
  add_inventory_.run(name);
  return sqlite3_last_insert_rowid(db_.handle());
}

/// A stamp that lies ahead was a wrong clock's, or the clock is wrong now: then what is known for
/// sure is the last poll before that.
void Writer::write(const OpenGaps& start) {
  sqlite::Statement(
      db_,
      fmt::format(
          "INSERT INTO gap (device, from_ts, to_ts, reason) SELECT d.id, CASE WHEN max(?1, "
          "d.last_ok) <= ?3 THEN max(?1, d.last_ok) WHEN ?1 <= ?3 THEN ?1 ELSE coalesce((SELECT "
          "max(started) FROM poll p WHERE p.device = d.id AND p.started <= ?3), ?3 - 1) END, {0}, "
          "?2 FROM device d WHERE d.removed_at IS NULL AND d.last_ok NOT NULL AND NOT EXISTS "
          "(SELECT 1 FROM gap g WHERE g.device = d.id AND g.to_ts = {0})",
          kOpenEnd))
      .run(start.last_alive, kStopped, start.now);
}

void Writer::write(const SetDevices& devices) {
  std::set<std::string_view> names;
  for (const auto& row : devices.rows) {
    names.insert(row.name);
    set_device(row, devices.at);
  }
  std::vector<std::int64_t> gone;
  sqlite::Statement present(db_, "SELECT id, name FROM device WHERE removed_at IS NULL");
  while (present.step())
    if (!names.contains(present.text(1))) gone.push_back(present.integer(0));
  for (const auto id : gone) remove_device(id, devices.at);
}

void Writer::set_device(const SetDevices::Row& row, UtcMillis at) {
  device_row_.bind(row.name);
  const bool is_known = device_row_.step();
  const std::int64_t id = is_known ? update_device(row) : add_device(row, at);
  tags_.write(id, row.labels, row.groups);
}

std::int64_t Writer::add_device(const SetDevices::Row& row, UtcMillis at) {
  add_device_.run(row.name, inventory(row.inventory), row.platform, row.address, row.transport,
                  row.port, at);
  return sqlite3_last_insert_rowid(db_.handle());
}

/// The one that device_row_ stands at.
std::int64_t Writer::update_device(const SetDevices::Row& row) {
  enum Column : int { kId, kInventory, kPlatform, kAddress, kTransport, kPort, kRemoved, kLastOk };
  const std::int64_t inventory_id = inventory(row.inventory);
  const auto id = device_row_.integer(kId);
  const auto removed_at = device_row_.maybe_integer(kRemoved);
  const bool was_polled = !device_row_.is_null(kLastOk);
  const bool same =
      !removed_at && device_row_.integer(kInventory) == inventory_id &&
      device_row_.text(kPlatform) == row.platform && device_row_.text(kAddress) == row.address &&
      device_row_.text(kTransport) == row.transport && device_row_.integer(kPort) == row.port;
  device_row_.reset();
  if (same) return id;
  update_device_.run(id, inventory_id, row.platform, row.address, row.transport, row.port);
  if (removed_at && was_polled) open_gap(id, *removed_at, kNotInInventory);
  return id;
}

void Writer::remove_device(std::int64_t id, UtcMillis at) {
  find_gap_.bind(id);
  if (find_gap_.step()) {
    const auto gap = find_gap_.integer(0), from = find_gap_.integer(1);
    find_gap_.reset();
    close_gap(gap, from, at);
  }
  remove_device_.run(id, at);
}

void Writer::write(const PollRow& poll) {
  const auto id = device(poll.device);
  if (!id) return;  // never configured: the recorder's fleet has refused it already
  const auto run = poll.run == 0 ? std::optional<std::int64_t>()
                                 : run_base_ + static_cast<std::int64_t>(poll.run);
  add_poll_.run(*id, run, poll.started, poll.duration_ms, poll.result, poll.stage, poll.error);
  count(*id, hour_of(poll));
  (poll.ok() ? trim_ok_ : trim_failed_).run(*id);
  if (poll.ok()) set_last_ok_.run(*id, poll.started);
  watch_gap(*id, poll);
  if (poll.key_type) pin_key_.run(*id, *poll.key_type, *poll.key_sha256, poll.started);
}

void Writer::write(const HourRow& hour) {
  if (const auto id = device(hour.device)) count(*id, hour);
}

void Writer::count(std::int64_t device, const HourRow& hour) {
  count_.run(hour.hour, device, hour.polls, hour.failed, hour.ok_ms, hour.longest_ms);
}

/// A gap is named for its first failure; the polls tell the later ones. 'showd stopped' ends with
/// the first poll whatever came of it.
void Writer::watch_gap(std::int64_t device, const PollRow& poll) {
  find_gap_.bind(device);
  const bool is_open = find_gap_.step();
  const auto gap = is_open ? find_gap_.integer(0) : 0;
  const auto from = is_open ? find_gap_.integer(1) : 0;
  const auto reason = is_open ? find_gap_.text(2) : std::string();
  find_gap_.reset();
  const bool unwatched = reason == kStopped || reason == kNotInInventory;
  if (is_open && (poll.ok() || unwatched)) close_gap(gap, from, poll.started);
  if (!poll.ok() && (!is_open || unwatched)) open_gap(device, poll.started, poll.result);
}

void Writer::open_gap(std::int64_t device, UtcMillis from, std::string_view reason) {
  open_gap_.run(device, from, reason);
}

/// A gap of no length was none. Of one that would end before it began (the wall clock went back)
/// only the end is known.
void Writer::close_gap(std::int64_t gap, UtcMillis from, UtcMillis to) {
  if (from != to)
    set_gap_.run(gap, std::min(from, to - 1), to);
  else
    drop_gap_.run(gap);
}

void Writer::write(const StateRow& state) {
  if (const auto id = device(state.device)) interfaces_.write(*id, state);
}

void Writer::write(const SightingRow& sighting) {
  if (const auto id = device(sighting.device)) interfaces_.write(*id, sighting);
}

void Writer::write(const Run& run) {
  // -1 for NULL: of an optional here g++ 12 believes that it may be read unset.
  const std::int64_t millis = run.duration ? run.duration->count() : -1;
  set_run_.run(run_base_ + static_cast<std::int64_t>(run.id), inventory(run.inventory), run.started,
               millis, std::int64_t{run.devices}, std::int64_t{run.ok}, std::int64_t{run.failed},
               std::int64_t{run.busy}, std::int64_t{run.backed_off});
}

void Writer::write(const AcceptKey& key) {
  if (const auto id = device(key.device)) accept_key_.run(*id, key.type, key.sha256, key.at);
}

void Writer::write(const ForgetKeys& keys) {
  if (const auto id = device(keys.device)) forget_keys_.run(*id);
}

void Writer::write(const Present& present) {
  if (present.last_alive > 0) write(OpenGaps{present.last_alive, present.at});
  if (present.devices.at > 0) write(present.devices);
  for (const KnownDevice& known : present.known) set_known(known, present.at);
  for (const PinnedKey& key : present.keys) write(ForgetKeys{key.device});
  for (const PinnedKey& key : present.keys) set_key(key);
}

/// What the file has and nobody knows of is gone: since when, nobody can say any more.
void Writer::set_known(const KnownDevice& known, UtcMillis at) {
  const auto id = device(known.name);
  if (!id) return;  // no longer watched, and the file has never heard of it
  if (known.last_ok > 0) set_last_ok_.run(*id, known.last_ok);
  std::set<std::string> there = interfaces_.names(*id);
  for (const KnownDevice::Port& port : known.ports) {
    there.erase(port.state.if_name);
    interfaces_.write(*id, StateRow{known.name, port.state.if_name, port.since, port.state});
    if (port.last_seen)
      interfaces_.write(*id, SightingRow{known.name, port.state.if_name, *port.last_seen, false});
  }
  for (const std::string& gone : there)
    interfaces_.write(*id, {known.name, gone, at, std::nullopt});
}

void Writer::set_key(const PinnedKey& key) {
  if (const auto id = device(key.device))
    set_key_.run(*id, key.type, key.sha256, key.first_seen, key.accepted_at);
}

void Writer::write(const ClockSet& set) {
  for (const WrongStamps& wrong : set.wrong) restamp(db_, wrong);
  set_meta("clock_ahead", set.ahead);
  set_meta("clock_since", set.since);
}

void Writer::set_meta(std::string_view key, std::int64_t value) { set_meta_.run(key, value); }

}  // namespace showd
