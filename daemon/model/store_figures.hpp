#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/clock.hpp"

namespace showd {

/// How the history fares: totals since showd started, and the present state.
struct StoreFigures {
  bool writable = true;     ///< the last commit succeeded
  std::string last_error;   ///< of the last commit that did not
  std::size_t pending = 0;  ///< operations not yet durable
  std::uint64_t wal_bytes = 0;
  std::uint64_t database_bytes = 0;
  std::uint64_t commits = 0;
  std::uint64_t commit_failures = 0;
  std::uint64_t changes = 0;       ///< of interfaces, made durable
  std::uint64_t polls = 0;         ///< likewise
  std::uint64_t dropped = 0;       ///< refused by the database for good, or lost before it
  std::uint64_t coalesced = 0;     ///< intermediate states given up while it was not writable
  UtcMillis last_commit = 0;       ///< when one last succeeded; 0: none yet
  double last_commit_seconds = 0;  ///< how long that took
};

}  // namespace showd
