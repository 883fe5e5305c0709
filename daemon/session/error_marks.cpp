#include "session/error_marks.hpp"

#include <algorithm>

namespace showd {
namespace {

constexpr int kLinesAtEachEnd = 200;
constexpr std::size_t kMaxLine = 4096;

std::size_t head_end(std::string_view output) noexcept {
  std::size_t end = 0;
  for (int line = 0; line < kLinesAtEachEnd && end < output.size(); ++line)
    end = std::min(output.find('\n', end), output.size() - 1) + 1;
  return end;
}

std::size_t tail_begin(std::string_view output) noexcept {
  std::size_t begin = output.size();
  for (int line = 0; line < kLinesAtEachEnd && begin > 0; ++line)
    begin = output.substr(0, begin - 1).rfind('\n') + 1;
  return begin;
}

std::string_view search(const std::vector<Pattern>& marks, std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, std::min(end, kMaxLine));
    if (!line.empty() && CompiledDialect::first(marks, line) != nullptr) return line;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

}  // namespace

std::string_view find_mark(const std::vector<Pattern>& marks, std::string_view output) noexcept {
  if (marks.empty()) return {};
  const std::size_t head = head_end(output);
  const std::string_view found = search(marks, output.substr(0, head));
  if (!found.empty()) return found;
  output.remove_prefix(head);
  return search(marks, output.substr(tail_begin(output)));
}

std::string_view find_error_mark(const CompiledDialect& dialect, std::string_view output) noexcept {
  return find_mark(dialect.errors, output);
}

}  // namespace showd
