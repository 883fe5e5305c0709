#include "dialect/words.hpp"

#include "base/text.hpp"

namespace showd {
namespace {

constexpr std::size_t kMaxLine = 512;

}  // namespace

Words split(std::string_view line) {
  Words words;
  for (;;) {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin == std::string_view::npos) return words;
    const std::size_t end = std::min(line.find(' ', begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    line.remove_prefix(end);
  }
}

bool is_printable_line(std::string_view text) {
  return !text.empty() && text.size() <= kMaxLine &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool is_number(std::string_view word) {
  return !word.empty() && word.size() <= 6 && std::all_of(word.begin(), word.end(), is_digit);
}

bool has_only(std::string_view word, std::string_view extra) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [&](char c) {
    return is_letter(c) || is_digit(c) || extra.find(c) != std::string_view::npos;
  });
}

bool is_interface_name(std::string_view word) {
  return word.front() != '-' && has_only(word, "_.-");
}

}  // namespace showd
