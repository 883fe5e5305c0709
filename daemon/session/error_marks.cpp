#include "session/error_marks.hpp"

namespace showd {
namespace {

constexpr int kLinesAtEachEnd = 200;
constexpr std::size_t kMaxLine = 4096;

/// Where the last `count` lines begin.
std::size_t tail_begin(std::string_view output, int count) noexcept {
  std::size_t begin = output.size();
  for (; count >= 0 && begin > 0; --count) {
    begin = output.substr(0, begin).rfind('\n');
    if (begin == std::string_view::npos) return 0;
  }
  return begin;
}

std::string_view search(const std::vector<Pattern>& marks, std::string_view text,
                        int lines) noexcept {
  for (; lines > 0 && !text.empty(); --lines) {
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
  const std::string_view found = search(marks, output, kLinesAtEachEnd);
  if (!found.empty()) return found;
  return search(marks, output.substr(tail_begin(output, kLinesAtEachEnd)), kLinesAtEachEnd + 1);
}

std::string_view find_error_mark(const CompiledDialect& dialect, std::string_view output) noexcept {
  return find_mark(dialect.errors, output);
}

}  // namespace showd
