#include "common/names.hpp"

#include <algorithm>

#include "common/lines.hpp"

namespace showd::text {
namespace {

bool is_name_char(char c) noexcept {
  return is_digit(c) || is_letter(c) ||
         std::string_view("-_./:@").find(c) != std::string_view::npos;
}

}  // namespace

bool is_interface_like(std::string_view word) noexcept {
  if (word.ends_with(')')) word = word.substr(0, word.find('('));
  if (word.size() < 3 || starts_with_nocase(word, "ipv")) return false;
  return std::all_of(word.begin(), word.end(), is_name_char) && is_digit(word.back()) &&
         std::any_of(word.begin(), word.end(), is_letter);
}

bool looks_like_head(std::string_view line) noexcept {
  const std::string_view name = take_word(line);
  const std::string_view verb = take_word(line);
  return is_interface_like(name) && (verb == "is" || verb == "current");
}

bool looks_like_row(std::string_view line) noexcept { return is_interface_like(take_word(line)); }

}  // namespace showd::text
