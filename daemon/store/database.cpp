#include "store/database.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "base/log.hpp"
#include "store/fault.hpp"
#include "store/schema.hpp"

namespace showd {
namespace {

constexpr std::int64_t kCheckedBytes = 256 << 20;  ///< quick_check needs about 9 s per GB
constexpr int kBusyMillis = 5'000;
constexpr int kRestartMillis = 1'000;
constexpr int kClosingMillis = 500;
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

std::filesystem::path log_of(const std::filesystem::path& file) { return file.string() + "-wal"; }
std::filesystem::path index_of(const std::filesystem::path& file) { return file.string() + "-shm"; }

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

/// 32 bits, most significant first.
std::int64_t number_at(const std::string& head, std::size_t at) {
  std::int64_t number = 0;
  for (std::size_t i = at; i < at + 4 && i < head.size(); ++i)
    number = number << 8 | static_cast<unsigned char>(head[i]);
  return number;
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
    log::warning({.event = log::Event::store_notice},
                 "store: {} was not closed cleanly and is too large to be checked at the start; "
                 "check it with: sqlite3 -readonly {} 'PRAGMA quick_check'",
                 path.string(), path.string());
    return;
  }
  const std::string found = db.text("PRAGMA quick_check(1)");
  if (found != "ok") throw sqlite::Error(SQLITE_CORRUPT, found);
}

}  // namespace

Database::Database(std::filesystem::path path, const std::function<void()>& before_migration)
    : path_(std::move(path)), file_(path_), restart_at_(kRestartPages) {
  try {
    open(before_migration);
  } catch (const sqlite::Error& error) {
    throw StoreError(fault_of(error, path_));
  }
}

void Database::open(const std::function<void()>& before_migration) {
  db_.emplace(file_.real_path(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX);
  sqlite3_busy_timeout(db_->handle(), kBusyMillis);
  sqlite3_db_config(db_->handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  check_version(*db_, path_, schema_version());
  // Both only count before the first table is made.
  db_->execute(fmt::format("PRAGMA page_size = {}; PRAGMA auto_vacuum = INCREMENTAL", kPageBytes));
  to_wal(*db_, path_);
  db_->execute(kPragmas);
  migrate(*db_, path_, migrations(), before_migration);
  check_after_crash(*db_, path_);
  writer_.emplace(*db_);
  known_.emplace(*db_);
  retention_.emplace(*db_);
  remember_wal_pages();
  last_clock_ = {meta(*db_, "last_alive", 0), meta(*db_, "clock_ahead", 0),
                 meta(*db_, "clock_since", 0)};
  log_ = identity_of(log_of(file_.real_path()));
  index_ = identity_of(index_of(file_.real_path()));
  head_ = file_.head();
  if (!file_.in_place())  // between lock and here; SQLite may have another file than was locked
    throw StoreError(
        {StoreErrc::busy, fmt::format("{}: exchanged while it was opened", path_.string())});
}

std::optional<std::string_view> Database::displaced() const noexcept {
  if (!file_.in_place()) return identity_of(path_) ? "replaced" : "deleted or moved";
  const auto& real = file_.real_path();
  if (identity_of(log_of(real)) != log_ || identity_of(index_of(real)) != index_)
    return "robbed of its write-ahead log";
  return std::nullopt;
}

/// The file changes by our checkpoints; by others' only where somebody who may write opened it with
/// SQLite, too, and then it says what we see through the log.
bool Database::written_over() {
  std::string head = file_.head();
  if (written_over_ || head == head_) return written_over_;
  written_over_ = head.size() < head_.size() ||
                  number_at(head, 28) != db_->integer("PRAGMA page_count") ||
                  number_at(head, 36) != db_->integer("PRAGMA freelist_count") ||
                  number_at(head, 40) != db_->integer("PRAGMA schema_version");
  if (!written_over_) head_ = std::move(head);
  return written_over_;
}

void Database::remember_wal_pages() {
  const auto remember = [](void* pages, sqlite3*, const char*, int in_wal) {
    *static_cast<int*>(pages) = in_wal;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(db_->handle(), remember, &wal_pages_);
}

/// PASSIVE waits for nobody. RESTART, once a reader that will not end has let the log grow to 64
/// MB, waits 1 s for a moment without readers; then again after each further 1,000 pages. A failure
/// costs nothing but space: the next commit tries again.
void Database::checkpoint() noexcept {
  if (wal_pages_ < kPassivePages) return;
  sqlite3* db = db_->handle();
  sqlite3_wal_checkpoint_v2(db, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  head_ = file_.head();
  if (wal_pages_ < kRestartPages) restart_at_ = kRestartPages;
  if (wal_pages_ < restart_at_) return;
  sqlite3_busy_timeout(db, kRestartMillis);
  const int code =
      sqlite3_wal_checkpoint_v2(db, nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
  sqlite3_busy_timeout(db, kBusyMillis);
  head_ = file_.head();
  restart_at_ = code == SQLITE_OK ? kRestartPages : wal_pages_ + kPassivePages;
}

bool Database::fold_log_in() noexcept {
  sqlite3_busy_timeout(db_->handle(), kRestartMillis);
  const int code = sqlite3_wal_checkpoint_v2(db_->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE,
                                             nullptr, nullptr);
  sqlite3_busy_timeout(db_->handle(), kBusyMillis);
  head_ = file_.head();
  return code == SQLITE_OK;
}

Database::~Database() {
  if (!db_) return;
  writer_.reset();
  known_.reset();
  retention_.reset();
  sqlite3_wal_hook(db_->handle(), nullptr, nullptr);
  if (written_over_)
    close_written_over();
  else if (displaced())
    close_displaced();
  else
    close_for_readers();
}

/// By names SQLite would now delete what is not ours.
void Database::close_displaced() noexcept {
  (void)fold_log_in();
  db_.reset();
  if (!file_.in_place()) forget_log();
}

/// What stands there is somebody's copy; our log is not for it.
void Database::close_written_over() noexcept {
  sqlite3_db_config(db_->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  db_.reset();
  forget_log();
}

/// A log of ours left beside another file would be taken for that file's: SQLite does not notice,
/// and writes our pages into it.
void Database::forget_log() noexcept {
  const auto& real = file_.real_path();
  if (log_ && identity_of(log_of(real)) == log_) unlink(log_of(real).c_str());
  if (index_ && identity_of(index_of(real)) == index_) unlink(index_of(real).c_str());
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
void Database::close_for_readers() noexcept {
  sqlite3_busy_timeout(db_->handle(), kClosingMillis);
  set_persistent_wal(*db_, 0);  // else the log outlives the mode and contradicts the header
  try {
    if (db_->text("PRAGMA journal_mode = DELETE") == "delete") return;
  } catch (const sqlite::Error&) {
    // busy, or the disk is full: the log stays
  }
  set_persistent_wal(*db_, 1);
}

}  // namespace showd
