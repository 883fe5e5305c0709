#include "store/state_columns.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

namespace showd {
namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();

/// The last of a status's numbers, which begin with 1; of a plain number, what its type holds.
template <class Value>
constexpr std::uint64_t most() {
  if constexpr (std::is_enum_v<Value>)
    return static_cast<std::uint64_t>(kLastOf<Value>);
  else
    return std::min<std::uint64_t>(std::numeric_limits<Value>::max(), kLargest);
}

template <class Value>
std::optional<Value> value_of(const sqlite::Statement& row, int column) {
  if constexpr (std::is_same_v<Value, std::string>) {
    return row.maybe_text(column);
  } else {
    const auto number = row.maybe_integer(column);
    const std::int64_t least = std::is_enum_v<Value> ? 1 : 0;
    if (!number || *number < least || static_cast<std::uint64_t>(*number) > most<Value>())
      return std::nullopt;
    return static_cast<Value>(*number);
  }
}

constexpr std::size_t index_of(std::string_view name) {
  std::size_t index = 0, found = kStateColumns;
  each_stored_fact([&](const auto& fact) {
    if (fact.name == name) found = index;
    ++index;
  });
  return found;
}

/// one(fact) of all stored facts, with ", " between them.
std::string list(const auto& one) {
  std::string all;
  each_stored_fact([&](const auto& fact) { all += (all.empty() ? "" : ", ") + one(fact); });
  return all;
}

}  // namespace

StateColumns columns_of(const Interface& state,
                        const std::function<std::int64_t(const std::string&)>& intern) {
  StateColumns columns;
  auto* column = columns.begin();
  each_stored_fact([&]<class Value>(const StoredFact<Value>& fact) {
    const std::optional<Value>& known = state.*fact.member;
    if (known) {
      if constexpr (std::is_same_v<Value, std::string>)
        *column = intern(*known);
      else
        *column = static_cast<std::int64_t>(std::min(static_cast<std::uint64_t>(*known), kLargest));
    }
    ++column;
  });
  return columns;
}

bool same_status(const StateColumns& one, const StateColumns& other) {
  bool same = true;
  std::size_t i = 0;
  each_stored_fact([&](const auto& fact) {
    if (fact.kind == FactKind::status) same = same && one[i] == other[i];
    ++i;
  });
  return same;
}

bool is_flap(const StateColumns& before, const StateColumns& after) {
  constexpr std::size_t admin = index_of("admin_status"), oper = index_of("oper_status");
  return before[admin] == after[admin] && before[oper] && after[oper] &&
         before[oper] != after[oper];
}

std::string state_column_names() {
  return list([](const auto& fact) { return std::string(fact.name); });
}

std::string state_placeholders() {
  return list([](const auto&) { return std::string("?"); });
}

std::string state_values(const std::string& alias) {
  return list([&]<class Value>(const StoredFact<Value>& fact) {
    const std::string column = alias + "." + fact.name;
    return std::is_same_v<Value, std::string> ? sql::value(column) : column;
  });
}

void read_state(const sqlite::Statement& row, int first, Interface& into) {
  each_stored_fact([&]<class Value>(const StoredFact<Value>& fact) {
    into.*fact.member = value_of<Value>(row, first++);
  });
}

}  // namespace showd
