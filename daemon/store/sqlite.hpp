/// SQLite with owners and checked results. Private to the room: no other header names sqlite3.
#pragma once

#include <sqlite3.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace showd::sqlite {

/// A call that failed. `code` is the extended result code.
class Error : public std::runtime_error {
 public:
  Error(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
  [[nodiscard]] int code() const noexcept { return code_; }
  [[nodiscard]] int primary() const noexcept { return code_ & 0xff; }

 private:
  int code_;
};

class Connection;

/// One prepared statement. Rows and bound text are borrowed: valid until the next call.
class Statement {
 public:
  Statement(Connection& db, std::string_view sql);

  /// Resets and binds from the left: integers, text, nullopt as NULL; an array fills as many.
  template <class... Values>
  Statement& bind(const Values&... values) {
    sqlite3_reset(handle_.get());
    int index = 0;
    (bind_next(index, values), ...);
    return *this;
  }
  void reset() noexcept { sqlite3_reset(handle_.get()); }
  /// True: a row is there. False: done. Errors: Error.
  bool step();
  /// Binds, runs to the end and resets. Errors: Error.
  template <class... Values>
  void run(const Values&... values) {
    bind(values...);
    while (step()) continue;
    reset();
  }
  /// ":since" and the like; of no effect where the statement does not have it.
  template <class Value>
  void bind_named(const std::string& name, const Value& value) {
    const int index = sqlite3_bind_parameter_index(handle_.get(), name.c_str());
    if (index > 0) bind_one(index, value);
  }

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::optional<std::int64_t> maybe_integer(int column) const;
  [[nodiscard]] std::optional<std::string> maybe_text(int column) const;
  [[nodiscard]] sqlite3_stmt* handle() const noexcept { return handle_.get(); }

 private:
  void check(int code) const;
  template <class Value>
  void bind_next(int& index, const Value& value) {
    bind_one(++index, value);
  }
  template <class Value, std::size_t Count>
  void bind_next(int& index, const std::array<Value, Count>& values) {
    for (const Value& value : values) bind_one(++index, value);
  }
  void bind_one(int index, std::nullopt_t) { check(sqlite3_bind_null(handle_.get(), index)); }
  void bind_one(int index, std::int64_t value) {
    check(sqlite3_bind_int64(handle_.get(), index, value));
  }
  void bind_one(int index, std::string_view value) {
    check(sqlite3_bind_text64(handle_.get(), index, value.data() ? value.data() : "", value.size(),
                              SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  void bind_one(int index, const char* value) { bind_one(index, std::string_view(value)); }
  void bind_one(int index, const std::string& value) { bind_one(index, std::string_view(value)); }
  template <class T>
  void bind_one(int index, const std::optional<T>& value) {
    if (value)
      bind_one(index, *value);
    else
      bind_one(index, std::nullopt);
  }

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  sqlite3* db_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

/// One connection. Thread: one at a time (opened without SQLite's own mutexes).
class Connection {
 public:
  /// Errors: Error.
  Connection(const std::filesystem::path& path, int flags);

  /// Runs statements that return nothing of interest. Errors: Error.
  void execute(const std::string& sql);
  /// The first column of the first row. Errors: Error, also when there is none.
  [[nodiscard]] std::int64_t integer(std::string_view sql);
  [[nodiscard]] std::string text(std::string_view sql);
  [[nodiscard]] bool in_transaction() const noexcept {
    return sqlite3_get_autocommit(handle_.get()) == 0;
  }
  [[nodiscard]] sqlite3* handle() const noexcept { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

/// BEGIN IMMEDIATE ... COMMIT; rolled back when left in any other way. IMMEDIATE, because a
/// deferred read that turns into a writer gets SQLITE_BUSY_SNAPSHOT at once, whatever the timeout.
class Transaction {
 public:
  explicit Transaction(Connection& db) : db_(db) { db_.execute("BEGIN IMMEDIATE"); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    // SQLite may have rolled back by itself (disk full, I/O error): a second one would fail.
    if (db_.in_transaction()) sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  void commit() { db_.execute("COMMIT"); }

 private:
  Connection& db_;
};

}  // namespace showd::sqlite
