#include "inventory/glob.hpp"

#include <cstddef>

namespace showd {
namespace {

/// Length of the set at the head of `pattern` ("[...]"), or 0 when it is not closed. A ']' right
/// after "[" or "[!" belongs to the set, as in the shell.
std::size_t set_length(std::string_view pattern) {
  const std::size_t first = pattern.substr(1, 1) == "!" ? 2 : 1;
  const std::size_t end = pattern.find(']', first + 1);
  return end == std::string_view::npos ? 0 : end + 1;
}

bool set_has(std::string_view set, char c) {
  std::string_view inside = set.substr(1, set.size() - 2);
  const bool negated = inside.starts_with('!');
  if (negated) inside.remove_prefix(1);
  bool found = false;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const bool range = i + 2 < inside.size() && inside[i + 1] == '-';
    const char last = range ? inside[i + 2] : inside[i];
    found = found || (inside[i] <= c && c <= last);
    if (range) i += 2;
  }
  return found != negated;
}

/// Whether the head of `pattern` (not a star) takes `c`; `length` is that of the head.
bool head_matches(std::string_view pattern, char c, std::size_t& length) {
  length = 1;
  if (pattern.front() == '?') return true;
  if (pattern.front() == '[') {
    if (const std::size_t set = set_length(pattern); set != 0) {
      length = set;
      return set_has(pattern.substr(0, set), c);
    }
  }
  return pattern.front() == c;
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text) noexcept {
  // Only the last star is ever tried again: what earlier ones took cannot help.
  std::string_view after_star;
  std::string_view retry;
  bool starred = false;
  for (;;) {
    if (!pattern.empty() && pattern.front() == '*') {
      pattern.remove_prefix(1);
      after_star = pattern;
      retry = text;
      starred = true;
      continue;
    }
    std::size_t length = 0;
    if (text.empty() && pattern.empty()) return true;
    if (!text.empty() && !pattern.empty() && head_matches(pattern, text.front(), length)) {
      pattern.remove_prefix(length);
      text.remove_prefix(1);
      continue;
    }
    if (!starred || retry.empty()) return false;
    retry.remove_prefix(1);
    pattern = after_star;
    text = retry;
  }
}

}  // namespace showd
