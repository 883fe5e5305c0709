#include "session/prompt.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "dialect/compiled_dialect.hpp"

namespace showd {
namespace {

constexpr std::string_view kTerminators = ">#$%";
/// IOS cuts the host part to this when a mode follows it.
constexpr std::size_t kCutLength = 20;
/// Heads are looked for no further than this into a line, and tried this often: a hostile line may
/// be all terminators.
constexpr std::size_t kMaxHead = 512;
constexpr int kMaxTries = 8;

bool ends_with_any(std::string_view text, std::string_view set) {
  return !text.empty() && set.find(text.back()) != std::string_view::npos;
}

/// "r1(config)" "fw(active)" "fgt (vdom)" -> without it.
bool drop_group(std::string_view& text) {
  if (!text.ends_with(')')) return false;
  const std::size_t open = text.rfind('(');
  if (open == std::string_view::npos || open == 0) return false;
  text = trim(text.substr(0, open));
  return true;
}

/// EXOS "sw.12": the number of the command.
void drop_counter(std::string_view& text) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[text.size() - 1 - digits])) ++digits;
  if (digits == 0 || digits + 1 >= text.size()) return;
  if (text[text.size() - 1 - digits] == '.') text.remove_suffix(digits + 1);
}

void drop_ha_suffix(std::string_view& text) {
  for (std::string_view suffix : {"/act", "/stby", "/pri", "/sec", "-enable"})
    if (text.size() > suffix.size() && text.ends_with(suffix)) text.remove_suffix(suffix.size());
}

/// "HRP_M<fw" "RBM_P<fw" "*A:sr" "[~ne" "<h" -> the name.
void drop_front(std::string_view& text) {
  const std::size_t bracket = text.find_first_of("<[");
  if (bracket != std::string_view::npos && (text.starts_with("HRP_") || text.starts_with("RBM_")))
    text.remove_prefix(bracket);
  while (!text.empty() && std::string_view("*!<[~ ").find(text.front()) != std::string_view::npos)
    text.remove_prefix(1);
}

bool same_or_cut(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  return a == b || (a.size() >= kCutLength && b.starts_with(a));
}

/// "r1 10:00:59#": a clock in the prompt. "dd:dd" somewhere.
bool has_clock(std::string_view text) {
  for (std::size_t i = 2; i + 2 < text.size(); ++i)
    if (text[i] == ':' && is_digit(text[i - 1]) && is_digit(text[i - 2]) && is_digit(text[i + 1]) &&
        is_digit(text[i + 2]))
      return true;
  return false;
}

}  // namespace

std::string_view prompt_core(std::string_view line) noexcept {
  std::string_view text = trim(line);
  if (!ends_with_any(text, kTerminators) && !text.ends_with(']')) return {};
  while (ends_with_any(text, kTerminators) || ends_with_any(text, "] ")) text.remove_suffix(1);
  while (drop_group(text)) {
  }
  drop_ha_suffix(text);
  drop_counter(text);
  drop_front(text);
  return text.substr(0, text.find(']'));  // RouterOS: "[u@h] /interface>"
}

bool may_be_a_prompt(std::string_view line) noexcept {
  constexpr std::size_t kMost = 128;
  const std::string_view bare = trim(line);
  if (bare.empty() || bare.size() > kMost || bare.find('?') != std::string_view::npos) return false;
  const bool has_name = std::any_of(bare.begin(), bare.end(), [](unsigned char c) {
    return c >= 0x80 || is_digit(static_cast<char>(c)) || (c | 0x20u) - 'a' < 26u;
  });
  if (!has_name) return bare.size() == 1 && ends_with_any(bare, "#>");
  if (ends_with_any(bare, "#>")) return bare.find('~') == std::string_view::npos;
  return bare.front() == '[' && bare.back() == ']';
}

bool same_but_digits(std::string_view a, std::string_view b) noexcept {
  const auto next = [](std::string_view& text) {
    const char c = text.front();
    text.remove_prefix(1);
    while (is_digit(c) && !text.empty() && is_digit(text.front())) text.remove_prefix(1);
    return is_digit(c) ? '0' : c;
  };
  while (!a.empty() && !b.empty())
    if (next(a) != next(b)) return false;
  return a.empty() && b.empty();
}

Prompt::Prompt(std::string_view line)
    : whole_(trim(line)),
      core_(prompt_core(whole_)),
      angle_(ends_with_any(whole_, kTerminators)),
      digits_change_(has_clock(whole_)) {}

bool Prompt::matches(std::string_view line) const noexcept {
  const std::string_view bare = trim(line);
  if (empty() || bare.empty()) return false;
  if (bare == whole_ || (digits_change_ && same_but_digits(bare, whole_))) return true;
  if (core_.empty() || angle_ != ends_with_any(bare, kTerminators)) return false;
  const std::string_view core = prompt_core(bare);
  return same_or_cut(core, core_) || (digits_change_ && same_but_digits(core, core_));
}

std::size_t Prompt::head(std::string_view line) const noexcept {
  if (empty()) return 0;
  const std::string_view front = line.substr(0, kMaxHead);
  if (!digits_change_ &&
      front.find(std::string_view(core_).substr(0, kCutLength)) == std::string_view::npos)
    return 0;
  int tries = 0;
  for (std::size_t i = 0; i < front.size() && tries < kMaxTries; ++i) {
    if (line[i] != whole_.back() && !ends_with_any(line.substr(i, 1), ">#$%]")) continue;
    ++tries;
    if (!matches(line.substr(0, i + 1))) continue;
    const std::size_t rest = line.find_first_not_of(" \t", i + 1);
    return rest == std::string_view::npos ? line.size() : rest;
  }
  return 0;
}

bool is_prompt_prefix_line(std::string_view line) noexcept {
  const std::string_view bare = trim(line);
  if (bare.size() < 2 || bare.size() > 200) return false;
  return (bare.front() == '[' && bare.back() == ']') ||
         (bare.front() == '{' && bare.back() == '}') ||
         (bare.front() == '(' && bare.back() == ']');  // SR OS candidate: "(ro)[/]"
}

}  // namespace showd
