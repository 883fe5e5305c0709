#pragma once

#include <utility>

#include "base/clock.hpp"
#include "store/sqlite.hpp"

namespace showd {

/// Deletes old history a slice at a time, each in its own transaction of some 70 ms, so that polls
/// are recorded in between. A pass walks the history by (valid_from, interface) and remembers
/// where it is; the small tables are done at its end.
class Retention {
 public:
  explicit Retention(sqlite::Connection& db) : db_(db) {}

  /// True: the pass goes on. Errors: sqlite::Error.
  bool slice(UtcMillis before);

 private:
  [[nodiscard]] bool history_slice(UtcMillis before);
  [[nodiscard]] bool small_tables(UtcMillis before);

  sqlite::Connection& db_;
  std::pair<UtcMillis, std::int64_t> seen_{0, 0};  ///< of the last row looked at
};

}  // namespace showd
