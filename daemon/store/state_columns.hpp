/// The stored facts of an interface (model/interface_facts.hpp) as columns: how they are named,
/// written and read back. Numbers and statuses stand as they are; texts by their text_value.id.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>

#include "model/interface_facts.hpp"
#include "store/sql_text.hpp"
#include "store/sqlite.hpp"

namespace showd {

inline constexpr std::size_t kStateColumns = [] {
  std::size_t count = 0;
  each_stored_fact([&count](const auto&) { ++count; });
  return count;
}();

/// One row's, in the order of the facts.
using StateColumns = std::array<std::optional<std::int64_t>, kStateColumns>;

/// `intern` gives a text's id.
[[nodiscard]] StateColumns columns_of(
    const Interface& state, const std::function<std::int64_t(const std::string&)>& intern);

/// True when admin and oper status are.
[[nodiscard]] bool same_status(const StateColumns& one, const StateColumns& other);

/// True when oper_status changed from one known status to another under the same admin_status.
[[nodiscard]] bool is_flap(const StateColumns& before, const StateColumns& after);

/// "admin_status, oper_status, ...".
[[nodiscard]] std::string state_column_names();

/// As many question marks, for values.
[[nodiscard]] std::string state_placeholders();

/// The expressions that read_state reads, of the table with this alias.
[[nodiscard]] std::string state_values(const std::string& alias);

/// The expression of a fact as people read it, of the table with this alias.
template <class Value>
[[nodiscard]] std::string shown(const StoredFact<Value>& fact, const std::string& alias) {
  const std::string column = alias + "." + fact.name;
  if constexpr (std::is_same_v<Value, AdminStatus>) return sql::admin_name(column);
  if constexpr (std::is_same_v<Value, OperStatus>) return sql::oper_name(column);
  if constexpr (std::is_same_v<Value, Duplex>) return sql::duplex_name(column);
  if constexpr (std::is_same_v<Value, std::string>) return sql::value(column);
  return column;
}

/// The inverse of columns_of: sets the stored facts from a row whose column `first` begins
/// state_values. A number that no fact can have is as good as NULL.
void read_state(const sqlite::Statement& row, int first, Interface& into);

}  // namespace showd
