#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "store/operation.hpp"
#include "store/sqlite.hpp"
#include "store/state_columns.hpp"

namespace showd {

/// Turns "interface X of device D is like this from T on" into rows: change-only intervals
/// [valid_from, valid_to) that follow each other without overlap, whatever the wall clock did: an
/// interval begins at least 1 ms after the one before it. What is there already is not written
/// again, so telling the same twice is harmless.
/// Errors: sqlite::Error.
class InterfaceWriter {
 public:
  explicit InterfaceWriter(sqlite::Connection& db);
  void write(std::int64_t device, const StateRow& row);
  void write(std::int64_t device, const SightingRow& row);
  /// Those that are there now.
  [[nodiscard]] std::set<std::string> names(std::int64_t device);

 private:
  struct Current {
    UtcMillis since, valid_from;
    std::int64_t families;
    StateColumns columns;
    bool flap = false;
  };
  [[nodiscard]] std::optional<std::int64_t> find(std::int64_t device, const std::string& name);
  [[nodiscard]] StateColumns columns(const Interface& state);
  [[nodiscard]] std::int64_t interned(const std::string& text);
  [[nodiscard]] std::optional<Current> current(std::int64_t interface);
  [[nodiscard]] UtcMillis end_of_history(std::int64_t interface);
  void begin(std::int64_t interface, UtcMillis at, const Interface& state);
  void update(std::int64_t interface, UtcMillis at, const Interface& state);
  void set_state(std::int64_t interface, const Current& row);
  void set_addresses(std::int64_t interface, UtcMillis at, bool ipv6,
                     const std::optional<std::vector<InterfaceAddress>>& addresses);
  void remove(std::int64_t interface, UtcMillis at);
  void close_gap(std::int64_t interface, UtcMillis at);

  sqlite::Connection& db_;
  sqlite::Statement find_, add_, returned_, removed_;
  sqlite::Statement find_text_, add_text_;
  sqlite::Statement current_, set_current_, set_families_, drop_current_;
  sqlite::Statement history_end_, close_history_, add_history_;
  sqlite::Statement open_gap_, close_gap_, drop_gap_;
  sqlite::Statement addresses_, add_first_address_, add_address_, close_address_, close_addresses_;
};

}  // namespace showd
