/// A line of a CLI by its words, for those who judge it.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string_view>
#include <vector>

namespace showd {

using Words = std::vector<std::string_view>;

/// At blanks.
[[nodiscard]] Words split(std::string_view line);
/// Not empty, not too long to be typed, printable ASCII.
[[nodiscard]] bool is_printable_line(std::string_view text);
/// Of at most six digits.
[[nodiscard]] bool is_number(std::string_view word);
/// Letters, digits and `extra` only, and at least one of them.
[[nodiscard]] bool has_only(std::string_view word, std::string_view extra);
/// Of an interface, as Linux and Unix name them; no option.
[[nodiscard]] bool is_interface_name(std::string_view word);

[[nodiscard]] inline bool one_of(std::string_view word,
                                 std::initializer_list<std::string_view> set) {
  return std::find(set.begin(), set.end(), word) != set.end();
}
template <class Set>
[[nodiscard]] bool in(const Set& set, std::string_view word) {
  return std::find(std::begin(set), std::end(set), word) != std::end(set);
}

}  // namespace showd
