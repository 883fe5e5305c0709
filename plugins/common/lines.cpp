#include "common/lines.hpp"

namespace showd::text {
namespace {

constexpr std::string_view kBlanks = " \t";

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

bool Lines::next() noexcept {
  if (rest_.empty()) return false;
  const std::size_t end = rest_.find('\n');
  line_ = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  while (line_.ends_with('\r')) line_.remove_suffix(1);
  ++number_;
  return true;
}

std::string_view trim(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return text.substr(text.size());
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::size_t indent(std::string_view line) noexcept {
  const std::size_t begin = line.find_first_not_of(kBlanks);
  return begin == std::string_view::npos ? line.size() : begin;
}

bool equal_nocase(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && starts_with_nocase(a, b);
}

bool starts_with_nocase(std::string_view text, std::string_view start) noexcept {
  if (text.size() < start.size()) return false;
  for (std::size_t i = 0; i < start.size(); ++i)
    if (lower(text[i]) != lower(start[i])) return false;
  return true;
}

std::string_view take_word(std::string_view& rest) noexcept {
  rest.remove_prefix(indent(rest));
  const std::string_view word = rest.substr(0, rest.find_first_of(kBlanks));
  rest.remove_prefix(word.size());
  return word;
}

std::string_view take_item(std::string_view& rest) noexcept {
  const std::size_t comma = rest.find(',');
  const std::string_view item = trim(rest.substr(0, comma));
  rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  return item;
}

std::optional<std::string_view> after(std::string_view text, std::string_view start) noexcept {
  if (!text.starts_with(start)) return std::nullopt;
  return trim(text.substr(start.size()));
}

std::optional<std::pair<std::string_view, std::string_view>> cut(
    std::string_view text, std::string_view separator) noexcept {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  return std::pair{trim(text.substr(0, at)), trim(text.substr(at + separator.size()))};
}

std::optional<std::string_view> field(std::string_view line, std::string_view name) noexcept {
  while (!line.empty()) {
    const auto value = after(take_item(line), name);
    if (value && value->starts_with(':')) return trim(value->substr(1));
  }
  return std::nullopt;
}

}  // namespace showd::text
