#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace showd {

/// Nothing: absent, which is not zero and not empty.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

/// Rows to be shown to somebody, whoever found them: a query of the store, a poll, a parser. Every
/// row has a cell for each column. showctl lays it out.
struct Listing {
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
};

}  // namespace showd
