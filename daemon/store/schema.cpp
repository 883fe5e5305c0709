#include "store/schema.hpp"

#include <fmt/format.h>

#include <chrono>
#include <vector>

#include "base/log.hpp"
#include "store/store_error.hpp"
#include "store/views.hpp"

namespace showd {
namespace {

// Times are integer milliseconds UTC; 9223372036854775807 is the end of an interval still open.
// Statuses are the numbers of RFC 2863 (ifAdminStatus, ifOperStatus); the views give their names.
// NULL is "not stated", never zero. Texts that repeat stand once, in text_value.
//
// What is not here, and why. No last_seen per interface: a good poll sees all interfaces of its
// device, so it is device.last_ok for each that is not removed; a column would be 480,000 row
// updates a minute at 10,000 devices. Those it could not tell of have a row in interface_gap. No
// counters: they are Prometheus' (1,900 times the size). text_value is not a foreign key of the
// history: SQLite would look up four parents per change, and its rows are never deleted. poll.run
// neither: runs are cleaned away before the polls that failed.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value INTEGER NOT NULL            -- last_alive: when showd last committed; clean: 1 after a stop
) STRICT, WITHOUT ROWID;

CREATE TABLE inventory (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE device (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  inventory  INTEGER NOT NULL REFERENCES inventory,
  platform   TEXT NOT NULL,
  address    TEXT NOT NULL,
  first_seen INTEGER NOT NULL,      -- when it came into the inventory
  last_ok    INTEGER,               -- start of the last good poll; also when its interfaces were last seen
  removed_at INTEGER                -- NULL while it is in an inventory
) STRICT;

CREATE TABLE run (
  id          INTEGER PRIMARY KEY,
  inventory   INTEGER NOT NULL REFERENCES inventory,
  started     INTEGER NOT NULL,
  duration_ms INTEGER,              -- NULL while it lasts
  devices     INTEGER NOT NULL,
  ok          INTEGER NOT NULL,
  failed      INTEGER NOT NULL,
  skipped     INTEGER NOT NULL      -- still busy with the run before
) STRICT;

CREATE TABLE poll (                 -- the last 20 good ones and the last 200 failures per device
  id          INTEGER PRIMARY KEY,
  device      INTEGER NOT NULL REFERENCES device,
  run         INTEGER,              -- run.id; NULL: a person asked
  started     INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  result      TEXT NOT NULL,        -- 'ok' or the error's name
  stage       TEXT,
  error       TEXT
) STRICT;
CREATE INDEX poll_started ON poll (started);
CREATE INDEX poll_ok ON poll (device, id) WHERE result = 'ok';
CREATE INDEX poll_failed ON poll (device, id) WHERE result <> 'ok';

CREATE TABLE text_value (
  id    INTEGER PRIMARY KEY,
  value TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE interface (
  id         INTEGER PRIMARY KEY,
  device     INTEGER NOT NULL REFERENCES device,
  name       TEXT NOT NULL,         -- canonical long name
  first_seen INTEGER NOT NULL,
  removed_at INTEGER,               -- when a good poll first did not list it; NULL while it is there
  UNIQUE (device, name)
) STRICT;

CREATE INDEX interface_removed ON interface (removed_at) WHERE removed_at NOT NULL;

CREATE TABLE interface_current (    -- one row per interface that is there
  interface     INTEGER PRIMARY KEY REFERENCES interface,
  since         INTEGER NOT NULL,   -- admin and oper status are as they are since then
  valid_from    INTEGER NOT NULL,   -- of its open interval in interface_history
  admin_status  INTEGER,
  oper_status   INTEGER,
  reason        INTEGER,            -- text_value.id, likewise type, phys_address, description
  type          INTEGER,
  phys_address  INTEGER,
  mtu           INTEGER,
  speed_bps     INTEGER,
  bandwidth_bps INTEGER,
  duplex        INTEGER,            -- 1 half, 2 full
  description   INTEGER,
  families      INTEGER NOT NULL    -- whose addresses are stated, be there none: 1 IPv4, 2 IPv6
) STRICT;

CREATE TABLE interface_history (    -- a row per state, for [valid_from, valid_to)
  interface     INTEGER NOT NULL REFERENCES interface,
  valid_from    INTEGER NOT NULL,
  valid_to      INTEGER NOT NULL,
  disappeared   INTEGER,            -- 1: closed because the interface was gone
  admin_status  INTEGER,
  oper_status   INTEGER,
  reason        INTEGER,
  type          INTEGER,
  phys_address  INTEGER,
  mtu           INTEGER,
  speed_bps     INTEGER,
  bandwidth_bps INTEGER,
  duplex        INTEGER,
  description   INTEGER,
  PRIMARY KEY (interface, valid_from),
  CHECK (valid_from < valid_to)
) STRICT, WITHOUT ROWID;
CREATE INDEX interface_history_from ON interface_history (valid_from);
CREATE INDEX interface_history_gone ON interface_history (valid_to) WHERE disappeared = 1;

CREATE TABLE interface_address (    -- [valid_from, valid_to) too
  id            INTEGER PRIMARY KEY,
  interface     INTEGER NOT NULL REFERENCES interface,
  address       TEXT NOT NULL,
  prefix_length INTEGER,
  valid_from    INTEGER NOT NULL,
  valid_to      INTEGER NOT NULL,
  CHECK (valid_from < valid_to)
) STRICT;
CREATE INDEX interface_address_of ON interface_address (interface, valid_to);
CREATE INDEX interface_address_from ON interface_address (valid_from);
CREATE INDEX interface_address_to ON interface_address (valid_to)
  WHERE valid_to < 9223372036854775807;

CREATE TABLE gap (                  -- not observed in [from_ts, to_ts); intervals go on meanwhile
  id      INTEGER PRIMARY KEY,
  device  INTEGER NOT NULL REFERENCES device,
  from_ts INTEGER NOT NULL,
  to_ts   INTEGER NOT NULL,
  reason  TEXT NOT NULL,            -- first error's name, 'showd stopped' or 'not in inventory'
  CHECK (from_ts < to_ts)
) STRICT;
CREATE UNIQUE INDEX gap_open ON gap (device) WHERE to_ts = 9223372036854775807;
CREATE INDEX gap_device ON gap (device, to_ts);
CREATE INDEX gap_to ON gap (to_ts);

CREATE TABLE host_key (
  device      INTEGER NOT NULL REFERENCES device,
  type        TEXT NOT NULL,        -- 'ssh-ed25519'
  sha256      TEXT NOT NULL,        -- 'SHA256:...' as OpenSSH prints it
  first_seen  INTEGER NOT NULL,
  accepted_at INTEGER,              -- NULL: trusted on first use; else when a person accepted it
  PRIMARY KEY (device, type)
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* kVersion2 = R"sql(
CREATE TABLE interface_gap (        -- in [from_ts, to_ts) good polls could not tell of it
  interface INTEGER NOT NULL REFERENCES interface,
  from_ts   INTEGER NOT NULL,       -- when it was last observed
  to_ts     INTEGER NOT NULL,
  PRIMARY KEY (interface, from_ts),
  CHECK (from_ts < to_ts)
) STRICT, WITHOUT ROWID;
CREATE INDEX interface_gap_to ON interface_gap (to_ts);
)sql";

constexpr const char* kVersion3 = R"sql(
ALTER TABLE interface_current ADD COLUMN if_index INTEGER;
ALTER TABLE interface_history ADD COLUMN if_index INTEGER;
)sql";

constexpr const char* kVersion4 = R"sql(
ALTER TABLE interface_current RENAME COLUMN description TO if_alias;
ALTER TABLE interface_history RENAME COLUMN description TO if_alias;
ALTER TABLE run RENAME COLUMN skipped TO busy;    -- not polled: still busy with the run before
ALTER TABLE run ADD COLUMN backed_off INTEGER;    -- left alone after failures; NULL: counted as busy
ALTER TABLE device ADD COLUMN transport TEXT;     -- 'ssh', 'telnet'; NULL: of a showd before this one
ALTER TABLE device ADD COLUMN port INTEGER;

-- 1: oper_status is another one than in the interval before, and admin_status the same. Counted
-- along its index alone: the rows of a week lie all over the table.
ALTER TABLE interface_history ADD COLUMN flap INTEGER;
UPDATE interface_history AS h SET flap = 1 WHERE EXISTS (
  SELECT 1 FROM interface_history p WHERE p.interface = h.interface AND p.valid_from = (
    SELECT max(valid_from) FROM interface_history
    WHERE interface = h.interface AND valid_from < h.valid_from)
  AND p.valid_to = h.valid_from AND p.admin_status IS h.admin_status
  AND p.oper_status <> h.oper_status);
CREATE INDEX interface_history_flap ON interface_history (valid_from, flap) WHERE flap = 1;

CREATE TABLE device_label (         -- as the inventory says now
  device INTEGER NOT NULL REFERENCES device,
  name   TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (device, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE device_group (         -- its own and those that they inherit from
  device INTEGER NOT NULL REFERENCES device,
  name   TEXT NOT NULL,
  PRIMARY KEY (device, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE device_hour (          -- polls that began within one hour
  hour       INTEGER NOT NULL,      -- its beginning
  device     INTEGER NOT NULL REFERENCES device,
  polls      INTEGER NOT NULL,
  failed     INTEGER NOT NULL,
  ok_ms      INTEGER NOT NULL,      -- durations of the good ones: their sum
  longest_ms INTEGER NOT NULL,      -- and the longest
  PRIMARY KEY (hour, device)
) STRICT, WITHOUT ROWID;
)sql";

bool is_empty(sqlite::Connection& db) {
  return db.integer("SELECT count(*) FROM sqlite_schema") == 0;
}

}  // namespace

int check_version(sqlite::Connection& db, const std::filesystem::path& path, int newest) {
  const auto owner = db.integer("PRAGMA application_id");
  const int version = static_cast<int>(db.integer("PRAGMA user_version"));
  if (owner != kApplicationId && !(owner == 0 && is_empty(db)))
    throw StoreError(
        {StoreErrc::foreign,
         fmt::format("{}: a database, but not showd's; it was left as it is", path.string())});
  if (version > newest)
    throw StoreError({StoreErrc::newer_version,
                      fmt::format("{}: schema version {}, this showd knows up to {}: use the newer "
                                  "showd, or the copy made before its migration",
                                  path.string(), version, newest)});
  return version;
}

namespace {

/// Where it is.
std::string keep_copy(sqlite::Connection& db, const std::filesystem::path& path, int version) {
  std::string copy = fmt::format("{}.before-v{}", path.string(), version + 1);
  std::filesystem::remove(copy);  // of an attempt that failed half-way
  sqlite::Statement(db, "VACUUM INTO ?").run(copy);
  return copy;
}

/// Drops all views, people's own too, and returns what makes them again: SQLite renames no column
/// while a view is at odds with the tables.
std::vector<std::string> take_views(sqlite::Connection& db) {
  std::vector<std::string> names, created;
  sqlite::Statement row(db,
                        "SELECT printf('%w', name), sql FROM sqlite_schema WHERE type = 'view'");
  while (row.step()) {
    names.push_back(row.text(0));
    created.push_back(row.text(1));
  }
  row.reset();
  for (const std::string& name : names) db.execute(fmt::format("DROP VIEW \"{}\"", name));
  return created;
}

bool stands(sqlite::Connection& db, const std::string& view, const std::string& create) {
  sqlite::Statement row(db, "SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = ?");
  row.bind(view);
  return row.step() && row.text(0) == create;
}

void renew_views(sqlite::Connection& db) {
  sqlite::Transaction transaction(db);
  for (const auto& [name, select] : views()) {
    const std::string create = fmt::format("CREATE VIEW {} AS\n{}", name, select);
    if (stands(db, name, create)) continue;
    db.execute(fmt::format("DROP VIEW IF EXISTS {}", name));
    db.execute(create);
  }
  transaction.commit();
}

}  // namespace

std::span<const Migration> migrations() {
  static const std::vector<Migration> steps = {
      {1, kVersion1}, {2, kVersion2}, {3, kVersion3}, {4, kVersion4}};
  return steps;
}

int schema_version() { return migrations().back().to; }

namespace {

void take_step(sqlite::Connection& db, const Migration& step) {
  sqlite::Transaction transaction(db);
  const auto views = take_views(db);
  db.execute(step.sql);
  for (const std::string& view : views) db.execute(view);
  db.execute(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplicationId, step.to));
  transaction.commit();
}

void take_steps(sqlite::Connection& db, int version, std::span<const Migration> steps) {
  for (const Migration& step : steps)
    if (step.to > version) take_step(db, step);
}

}  // namespace

void migrate(sqlite::Connection& db, const std::filesystem::path& path,
             std::span<const Migration> steps, const std::function<void()>& before) {
  using std::chrono::steady_clock;
  const int newest = steps.back().to, version = check_version(db, path, newest);
  if (version == 0) {
    take_steps(db, version, steps);
  } else if (version < newest) {
    if (before) before();
    const auto begin = steady_clock::now();
    const log::About upgrade{.event = log::Event::store_notice};
    log::info(upgrade, "store: {} is of schema version {}, which becomes {}", path.string(),
              version, newest);
    const std::string copy = keep_copy(db, path, version);
    take_steps(db, version, steps);
    log::info(upgrade, "store: {} is of schema version {} now, after {:.1f} s; as it was: {}",
              path.string(), newest,
              std::chrono::duration<double>(steady_clock::now() - begin).count(), copy);
  }
  renew_views(db);
}

void require_current(sqlite::Connection& db, const std::filesystem::path& path) {
  if (check_version(db, path, schema_version()) == schema_version()) return;
  throw StoreError({StoreErrc::older_version,
                    fmt::format("{}: no showd of this version has opened it yet", path.string())});
}

}  // namespace showd
