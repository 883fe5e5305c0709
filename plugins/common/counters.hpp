/// Counters by the words that outputs have for them.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

#include "common/lines.hpp"
#include "showd/plugin.hpp"

namespace showd::text {

/// What a word counts. nullptr: nothing, in that direction.
struct Counter {
  using Set = Row& (Row::*)(Row::Number);
  std::string_view word;
  Set in, out;

  void put_into(Row& row, bool received, Row::Number value) const {
    if (const Set set = received ? in : out) (row.*set)(value);
  }
};

/// Without regard to case. nullptr: none of `counters`, a table of a parser's.
template <class Table>
[[nodiscard]] const Counter* find_counter(const Table& counters, std::string_view word) noexcept {
  const auto found = std::find_if(std::begin(counters), std::end(counters),
                                  [&](const Counter& one) { return equal_nocase(one.word, word); });
  return found == std::end(counters) ? nullptr : &*found;
}

}  // namespace showd::text
