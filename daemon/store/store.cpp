#include "store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "store/database_file.hpp"
#include "store/fault.hpp"
#include "store/known.hpp"
#include "store/operation.hpp"
#include "store/retention.hpp"
#include "store/schema.hpp"
#include "store/writer.hpp"

namespace showd {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kBatch = 1'000;
constexpr milliseconds kBatchAge{200};
constexpr seconds kHeartbeat{5};
constexpr seconds kRetry{10};
constexpr std::size_t kPendingLimit = 100'000;
constexpr std::int64_t kCheckedBytes = 256 << 20;  ///< quick_check needs about 9 s per GB
constexpr int kBusyMillis = 5'000;
constexpr int kRestartMillis = 1'000;
constexpr int kPageBytes = 8'192;
constexpr int kPassivePages = 1'000;
constexpr int kRestartPages = (64 << 20) / kPageBytes;

/// With secure_delete off, as what is deleted here is old history and not a secret.
constexpr const char* kPragmas = R"sql(
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
PRAGMA secure_delete = OFF;
PRAGMA cache_size = -65536;
PRAGMA journal_size_limit = 67108864;
)sql";

void set_persistent_wal(sqlite::Connection& db, int on) {
  sqlite3_file_control(db.handle(), "main", SQLITE_FCNTL_PERSIST_WAL, &on);
}

void to_wal(sqlite::Connection& db, const std::filesystem::path& path) {
  if (db.text("PRAGMA journal_mode = WAL") != "wal")
    throw StoreError(
        {StoreErrc::network_fs,
         fmt::format("{}: SQLite's write-ahead log does not work here", path.string())});
  set_persistent_wal(db, 1);
}

std::int64_t meta(sqlite::Connection& db, std::string_view key, std::int64_t otherwise) {
  sqlite::Statement row(db, "SELECT value FROM meta WHERE key = ?");
  row.bind(key);
  return row.step() ? row.integer(0) : otherwise;
}

/// After a stop that was not clean, and only where it does not hold up the start.
void check_after_crash(sqlite::Connection& db, const std::filesystem::path& path) {
  if (meta(db, "clean", 1) == 1) return;
  if (db.integer("PRAGMA page_count") * kPageBytes > kCheckedBytes) {
    log::warning(
        "store: {} was not closed cleanly and is too large to be checked at the start; "
        "check it with: sqlite3 -readonly {} 'PRAGMA quick_check'",
        path.string(), path.string());
    return;
  }
  const std::string found = db.text("PRAGMA quick_check(1)");
  if (found != "ok") throw sqlite::Error(SQLITE_CORRUPT, found);
}

/// A refusal that will not go away by itself: the operation is at fault, not the disk.
bool refused_for_good(const sqlite::Error& error) {
  switch (error.primary()) {
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_RANGE:
      return true;
    default:
      return false;
  }
}

std::uint64_t size_of(const std::filesystem::path& file) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(file, missing);
  return missing ? 0 : size;
}

}  // namespace

struct Store::Impl {
  Impl(std::filesystem::path file, const Clock& clock);

  void open();
  void remember_wal_pages();
  void write_all(UtcMillis now, bool closing);
  void checkpoint();
  void close_for_readers() noexcept;
  void push(Operation operation, const Clock& clock);
  std::optional<StoreFault> commit(const Clock& clock, bool closing);
  std::optional<StoreFault> failed(const sqlite::Error& error);

  std::filesystem::path path;
  DatabaseFile file;
  std::unique_ptr<sqlite::Connection> db;
  std::unique_ptr<Writer> writer;
  std::unique_ptr<Retention> retention;
  std::vector<Operation> pending;
  std::size_t pending_limit = kPendingLimit;
  std::size_t writing = 0;  ///< index in `pending` of what is being written
  Monotonic oldest{};       ///< when the first of `pending` came
  Monotonic last_attempt{};
  StoreStats stats;
  int wal_pages = 0;
  int restart_at = kRestartPages;
};

Store::Impl::Impl(std::filesystem::path where, const Clock& clock)
    : path(std::move(where)), file(path), last_attempt(clock.now()) {
  try {
    open();
  } catch (const sqlite::Error& error) {
    throw StoreError(fault_of(error, path));
  }
}

/// Nothing is written before the file was recognised as ours.
void Store::Impl::open() {
  db = std::make_unique<sqlite::Connection>(
      path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX);
  sqlite3_busy_timeout(db->handle(), kBusyMillis);
  sqlite3_db_config(db->handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  check_version(*db, path, kSchemaVersion);
  // Both only count before the first table is made.
  db->execute(fmt::format("PRAGMA page_size = {}; PRAGMA auto_vacuum = INCREMENTAL", kPageBytes));
  to_wal(*db, path);
  db->execute(kPragmas);
  migrate(*db, path, migrations());
  check_after_crash(*db, path);
  writer = std::make_unique<Writer>(*db);
  retention = std::make_unique<Retention>(*db);
  remember_wal_pages();
  const auto last_alive = meta(*db, "last_alive", 0);
  if (last_alive > 0) pending.emplace_back(OpenGaps{last_alive});
}

/// Takes the place of SQLite's own checkpoints, which know neither RESTART nor our timeouts.
void Store::Impl::remember_wal_pages() {
  const auto remember = [](void* pages, sqlite3*, const char*, int in_wal) {
    *static_cast<int*>(pages) = in_wal;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(db->handle(), remember, &wal_pages);
}

void Store::Impl::push(Operation operation, const Clock& clock) {
  if (pending.empty()) oldest = clock.now();
  pending.push_back(std::move(operation));
  if (pending.size() < pending_limit) return;
  const std::size_t before = pending.size();
  pending = coalesce(std::move(pending));
  stats.coalesced += before - pending.size();
  pending_limit = std::max(kPendingLimit, 2 * pending.size());
}

void Store::Impl::write_all(UtcMillis now, bool closing) {
  sqlite::Transaction transaction(*db);
  for (writing = 0; writing < pending.size(); ++writing)
    std::visit([&](const auto& operation) { writer->write(operation); }, pending[writing]);
  writer->set_meta("last_alive", now);
  writer->set_meta("clean", closing ? 1 : 0);
  transaction.commit();
}

std::optional<StoreFault> Store::Impl::failed(const sqlite::Error& error) {
  StoreFault fault = fault_of(error, path);
  stats.writable = false;
  stats.last_error = fault.message;
  ++stats.failures;
  return fault;
}

std::optional<StoreFault> Store::Impl::commit(const Clock& clock, bool closing) {
  const Monotonic begin = last_attempt = clock.now();
  for (bool written = false; !written;) {
    try {
      write_all(clock.utc(), closing);
      written = true;
    } catch (const sqlite::Error& error) {
      if (!refused_for_good(error) || writing >= pending.size()) return failed(error);
      log::error("store: gave up one row: {}", fault_of(error, path).message);
      pending.erase(pending.begin() + static_cast<std::ptrdiff_t>(writing));
      ++stats.dropped;
    }
  }
  for (const Operation& operation : pending) {
    stats.changes += std::holds_alternative<StateRow>(operation);
    stats.polls += std::holds_alternative<PollRow>(operation);
  }
  pending.clear();
  pending_limit = kPendingLimit;
  ++stats.commits;
  stats.writable = true;
  checkpoint();
  stats.last_commit_seconds = std::chrono::duration<double>(clock.now() - begin).count();
  return std::nullopt;
}

/// PASSIVE waits for nobody. RESTART, once a reader that will not end has let the log grow to 64
/// MB, waits 1 s for a moment without readers; then again after each further 1,000 pages. A failure
/// costs nothing but space: the next commit tries again.
void Store::Impl::checkpoint() {
  if (wal_pages < kPassivePages) return;
  sqlite3_wal_checkpoint_v2(db->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (wal_pages < kRestartPages) restart_at = kRestartPages;
  if (wal_pages < restart_at) return;
  sqlite3_busy_timeout(db->handle(), kRestartMillis);
  const int code =
      sqlite3_wal_checkpoint_v2(db->handle(), nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
  sqlite3_busy_timeout(db->handle(), kBusyMillis);
  restart_at = code == SQLITE_OK ? kRestartPages : wal_pages + kPassivePages;
}

/// What a reader without write access can open (SQLite 3.40.1, tried as another user in the file's
/// group, directory 0750, files 0640):
/// - while showd runs and after kill -9: yes. FILE-wal and FILE-shm are there and readable; without
///   a living writer SQLite reads the log into an index of its own.
/// - after the last connection closed in WAL mode: no ("attempt to write a readonly database"):
///   SQLite deletes both files, and a reader may not make them.
/// So the file leaves WAL mode here; then it is a plain database that needs neither. That takes a
/// moment without other connections: a person's idle sqlite3 holds a lock. Then the log stays in
/// place (PERSIST_WAL), readable as after kill -9, and the next start goes on with it.
void Store::Impl::close_for_readers() noexcept {
  writer.reset();
  retention.reset();
  sqlite3_wal_hook(db->handle(), nullptr, nullptr);
  sqlite3_busy_timeout(db->handle(), 500);
  set_persistent_wal(*db, 0);  // else the log outlives the mode and contradicts the header
  try {
    if (db->text("PRAGMA journal_mode = DELETE") == "delete") return;
  } catch (const sqlite::Error&) {
    // busy, or the disk is full: the log stays
  }
  set_persistent_wal(*db, 1);
}

Store::Store(std::filesystem::path path, const Clock& clock)
    : clock_(clock), impl_(std::make_unique<Impl>(std::move(path), clock)) {}

Store::~Store() {
  if (const auto fault = impl_->commit(clock_, true))
    log::error("store: {} operations are lost: {}", impl_->pending.size(), fault->message);
  impl_->close_for_readers();
}

std::vector<KnownDevice> Store::known() const {
  try {
    return read_known(*impl_->db, std::nullopt);
  } catch (const sqlite::Error& error) {
    throw StoreError(fault_of(error, impl_->path));
  }
}

std::optional<KnownDevice> Store::known(const std::string& device) const {
  try {
    auto known = read_known(*impl_->db, device);
    if (known.empty()) return std::nullopt;
    return std::move(known.front());
  } catch (const sqlite::Error& error) {
    throw StoreError(fault_of(error, impl_->path));
  }
}

std::vector<PinnedKey> Store::host_keys() const {
  try {
    return read_host_keys(*impl_->db);
  } catch (const sqlite::Error& error) {
    throw StoreError(fault_of(error, impl_->path));
  }
}

void Store::configure(const std::vector<std::shared_ptr<const Device>>& devices) {
  SetDevices set{.at = clock_.utc(), .rows = {}};
  for (const auto& device : devices)
    set.rows.push_back({device->name, device->inventory, device->platform, device->address});
  impl_->push(std::move(set), clock_);
}

void Store::apply(const PollResult& poll, const std::vector<Change>& changes) {
  if (poll.error && poll.error->code == Errc::cancelled) return;
  PollRow row{.device = poll.device->name,
              .run = poll.run,
              .started = poll.started,
              .duration_ms = std::chrono::duration_cast<milliseconds>(poll.duration).count(),
              .result = std::string(poll.result())};
  if (poll.error) {
    row.stage = std::string(to_string(poll.error->stage));
    row.error = poll.error->message;
  }
  if (poll.new_host_key) {
    row.key_type = poll.new_host_key->type;
    row.key_sha256 = poll.new_host_key->sha256;
  }
  impl_->push(std::move(row), clock_);
  for (const Change& change : changes) {
    StateRow state{.device = change.device, .if_name = change.if_name, .at = change.at};
    if (change.kind != Change::Kind::disappeared) state.state = change.after;
    impl_->push(std::move(state), clock_);
  }
}

void Store::apply(RunRecord run) { impl_->push(std::move(run), clock_); }

void Store::accept_host_key(const std::string& device, const std::string& type,
                            const std::string& sha256) {
  impl_->push(AcceptKey{device, type, sha256, clock_.utc()}, clock_);
}

void Store::forget_host_keys(const std::string& device) { impl_->push(ForgetKeys{device}, clock_); }

Monotonic Store::next_due() const {
  if (!impl_->stats.writable) return impl_->last_attempt + kRetry;
  if (impl_->pending.size() >= kBatch) return impl_->last_attempt;
  const Monotonic heartbeat = impl_->last_attempt + kHeartbeat;
  return impl_->pending.empty() ? heartbeat : std::min(heartbeat, impl_->oldest + kBatchAge);
}

std::optional<StoreFault> Store::commit() { return impl_->commit(clock_, false); }

StoreResult<bool> Store::retain(UtcMillis before) {
  try {
    return impl_->retention->slice(before);
  } catch (const sqlite::Error& error) {
    return tl::unexpected(fault_of(error, impl_->path));
  }
}

StoreStats Store::stats() const {
  StoreStats stats = impl_->stats;
  stats.pending = impl_->pending.size();
  stats.database_bytes = size_of(impl_->path);
  stats.wal_bytes = size_of(impl_->path.string() + "-wal");
  return stats;
}

}  // namespace showd
