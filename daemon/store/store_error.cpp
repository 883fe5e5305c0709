#include "store/store_error.hpp"

#include <fmt/format.h>

#include "store/fault.hpp"

namespace showd {
namespace {

StoreErrc code_of(const sqlite::Error& error) {
  switch (error.primary()) {
    case SQLITE_FULL:
      return StoreErrc::full;
    case SQLITE_IOERR:
      return StoreErrc::io;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return StoreErrc::busy;
    case SQLITE_CORRUPT:
      return StoreErrc::corrupt;
    case SQLITE_NOTADB:
      return StoreErrc::foreign;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
      return StoreErrc::no_access;
    case SQLITE_INTERRUPT:
      return StoreErrc::too_slow;
    default:
      return StoreErrc::internal;
  }
}

std::string_view advice(StoreErrc code) {
  switch (code) {
    case StoreErrc::corrupt:
      return "; the file is damaged and was left as it is: move it aside and restore a copy, or "
             "read what is left with sqlite3's .dump";
    case StoreErrc::foreign:
      return "; this is no database of showd's and was left as it is";
    case StoreErrc::no_access:
      return "; check the owner and mode of the file and of its directory (members of the group "
             "that they belong to, showd as installed, may read it)";
    case StoreErrc::too_slow:
      return "; the query took too long: ask for less (fewer devices, a shorter time)";
    default:
      return "";
  }
}

}  // namespace

std::string_view to_string(StoreErrc code) noexcept {
  constexpr std::string_view kNames[] = {"locked",     "newer_version", "older_version", "foreign",
                                         "network_fs", "no_access",     "corrupt",       "full",
                                         "io",         "busy",          "too_slow",      "internal",
                                         "displaced"};
  return kNames[static_cast<int>(code)];
}

int StoreError::exit_code() const noexcept {
  switch (code_) {
    case StoreErrc::full:
    case StoreErrc::io:
    case StoreErrc::busy:
    case StoreErrc::internal:
      return 1;
    default:
      return 2;
  }
}

StoreFault fault_of(const sqlite::Error& error, const std::filesystem::path& path) {
  const StoreErrc code = code_of(error);
  return {code, fmt::format("{}: {}{}", path.string(), error.what(), advice(code))};
}

}  // namespace showd
