#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "store/database_file.hpp"
#include "store/read_known.hpp"
#include "store/retention.hpp"
#include "store/sqlite.hpp"
#include "store/writer.hpp"

namespace showd {

/// One file, open for writing: locked, recognised as ours, migrated, checked. What SQLite holds is
/// an inode; people and readers know a name. When the two part (deleted, moved, a copy put back, a
/// directory exchanged), this object stays with the inode, and the Store makes another one.
///
/// Thread: the Store's.
class Database {
 public:
  /// Nothing is written before the file was recognised as ours. Errors: StoreError.
  explicit Database(std::filesystem::path path, const std::function<void()>& before_migration = {});
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  /// Leaves a file that readers can open without write access, if it is still in its place.
  ~Database();

  [[nodiscard]] sqlite::Connection& connection() noexcept { return *db_; }
  [[nodiscard]] Writer& writer() noexcept { return *writer_; }
  [[nodiscard]] KnownReader& known() noexcept { return *known_; }
  [[nodiscard]] Retention& retention() noexcept { return *retention_; }
  /// The last commit of whoever had it before; 0: nobody.
  [[nodiscard]] UtcMillis last_alive() const noexcept { return last_clock_.last_alive; }
  [[nodiscard]] const LastClock& last_clock() const noexcept { return last_clock_; }

  /// "deleted or moved", ... : file, write-ahead log and its index are no longer what the path
  /// leads to; nothing: all in place.
  [[nodiscard]] std::optional<std::string_view> displaced() const noexcept;
  /// Whether somebody else wrote into the file itself, as `cp` of a copy does: what we read is a
  /// mixture from then on, and writing would spoil what was put there. For good. Errors:
  /// sqlite::Error.
  [[nodiscard]] bool written_over();
  /// Whether the path leads to this file, be the log where it may.
  [[nodiscard]] bool in_place() const noexcept { return file_.in_place(); }
  /// Writes the log into the file, where nobody may find it by its name any more. False: a reader
  /// or the disk is in the way, and some of it stands in the log alone.
  bool fold_log_in() noexcept;
  /// After a commit: takes the place of SQLite's own checkpoints.
  void checkpoint() noexcept;

 private:
  void open(const std::function<void()>& before_migration);
  void remember_wal_pages();
  void close_for_readers() noexcept;
  void close_displaced() noexcept;
  void close_written_over() noexcept;
  void forget_log() noexcept;

  std::filesystem::path path_;
  DatabaseFile file_;
  std::optional<sqlite::Connection> db_;
  std::optional<Writer> writer_;
  std::optional<KnownReader> known_;
  std::optional<Retention> retention_;
  std::optional<FileIdentity> log_, index_;  ///< -wal and -shm, as this connection has them
  std::string head_;                         ///< of the file, as this connection left it
  bool written_over_ = false;
  LastClock last_clock_;
  int wal_pages_ = 0;
  int restart_at_;
};

}  // namespace showd
