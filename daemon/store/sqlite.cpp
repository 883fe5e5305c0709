#include "store/sqlite.hpp"

#include <fmt/format.h>

namespace showd::sqlite {
namespace {

[[noreturn]] void raise(sqlite3* db, int code) {
  const char* what = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  throw Error(code, fmt::format("{} (SQLite {})", what, code));
}

}  // namespace

Statement::Statement(Connection& db, std::string_view sql) : db_(db.handle()) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  handle_.reset(statement);
  if (code != SQLITE_OK) raise(db_, code);
}

void Statement::check(int code) const {
  if (code != SQLITE_OK) raise(db_, code);
}

bool Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const std::string what = fmt::format("{} (SQLite {})", sqlite3_errmsg(db_), code);
  reset();  // else the failed statement holds the transaction open
  throw Error(code, what);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return bytes ? std::string(bytes, size) : std::string();
}

std::optional<std::int64_t> Statement::maybe_integer(int column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<std::string> Statement::maybe_text(int column) const {
  return is_null(column) ? std::nullopt : std::optional(text(column));
}

Connection::Connection(const std::filesystem::path& path, int flags) {
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &db, flags | SQLITE_OPEN_EXRESCODE, nullptr);
  handle_.reset(db);
  if (code != SQLITE_OK) raise(db, code);
}

void Connection::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) raise(handle_.get(), code);
}

std::int64_t Connection::integer(std::string_view sql) {
  Statement statement(*this, sql);
  if (!statement.step()) throw Error(SQLITE_ERROR, "no row");
  return statement.integer(0);
}

std::string Connection::text(std::string_view sql) {
  Statement statement(*this, sql);
  if (!statement.step()) throw Error(SQLITE_ERROR, "no row");
  return statement.text(0);
}

}  // namespace showd::sqlite
