#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "base/result.hpp"

namespace showd {

enum class StoreErrc : std::uint8_t {
  locked,         ///< another showd has this database open
  newer_version,  ///< written by a newer showd
  older_version,  ///< a reader only: no showd of this version has opened it yet
  foreign,        ///< not a showd database
  network_fs,     ///< WAL does not work there
  no_access,      ///< permissions, missing directory or file
  corrupt,        ///< damaged; left as it is
  full,           ///< disk full, quota, file size limit
  io,             ///< read or write failed
  busy,           ///< somebody else holds a lock for too long
  too_slow,       ///< a query that exceeded its time
  internal,       ///< a bug, or SQLite out of memory
  displaced,      ///< deleted, moved or exchanged while it was open
};

[[nodiscard]] std::string_view to_string(StoreErrc code) noexcept;

/// `message` is one line for people and names the file.
struct StoreFault {
  StoreErrc code;
  std::string message;
};

template <class T>
using StoreResult = tl::expected<T, StoreFault>;

/// The store cannot be opened. what() is the fault's line.
class StoreError : public std::runtime_error {
 public:
  explicit StoreError(StoreFault fault) : std::runtime_error(fault.message), code_(fault.code) {}
  [[nodiscard]] StoreErrc code() const noexcept { return code_; }
  /// 2 when starting again cannot help until a person acted (the unit does not restart on 2),
  /// 1 when it may (I/O, disk full, busy).
  [[nodiscard]] int exit_code() const noexcept;

 private:
  StoreErrc code_;
};

}  // namespace showd
