#include "textfsm/parse_rule.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "base/utf8.hpp"
#include "textfsm/characters.hpp"

namespace showd::textfsm {
namespace {

constexpr std::size_t kLongestExpression = 32 * 1024;
constexpr std::string_view kArrow = "->";
constexpr const char* kExpectedAction =
    "expected '-> Action', '-> State' or '-> Action State' with an Action of Next, Continue, "
    "Error, "
    "Record, NoRecord, Clear, Clearall or two of them as in Next.Record";

std::optional<LineAction> line_action(std::string_view word) {
  if (word == "Next") return LineAction::next;
  if (word == "Continue") return LineAction::continue_;
  if (word == "Error") return LineAction::error;
  return std::nullopt;
}

std::optional<RecordAction> record_action(std::string_view word) {
  if (word == "Record") return RecordAction::record;
  if (word == "NoRecord") return RecordAction::none;
  if (word == "Clear") return RecordAction::clear;
  if (word == "Clearall") return RecordAction::clear_all;
  return std::nullopt;
}

/// Blanks of any script at the front, taken off.
std::string_view strip_front(std::string_view text) {
  const std::string_view stripped = strip(text);
  return stripped.empty() ? std::string_view()
                          : text.substr(static_cast<std::size_t>(stripped.data() - text.data()));
}

/// A state's name, or a message in quotes.
bool is_target(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return true;
  return is_word(text);
}

/// "Record", "Next.Record"; the word alone.
std::optional<Action> action_word(std::string_view word) {
  Action action;
  const std::size_t dot = word.find('.');
  if (const auto line = line_action(word.substr(0, dot))) {
    action.line = *line;
    if (dot == std::string_view::npos) return action;
    const auto record = record_action(word.substr(dot + 1));
    if (!record) return std::nullopt;
    action.record = *record;
    return action;
  }
  const auto record = record_action(word);
  if (!record) return std::nullopt;
  action.record = *record;
  return action;
}

/// Where the blanks begin that end the first word.
std::size_t word_end(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    (void)decode(text, at);
    if (strip(text.substr(begin, at - begin)).empty()) return begin;
  }
  return text.size();
}

std::optional<Action> read_action(std::string_view text) {
  const std::size_t end = word_end(text);
  const std::string_view target = strip_front(text.substr(end));
  if (auto action = action_word(text.substr(0, end))) {
    if (!target.empty() && !is_target(target)) return std::nullopt;
    action->target = target;
    return action;
  }
  if (!is_target(text)) return std::nullopt;
  return Action{.target = std::string(text)};
}

bool is_name_start(char c) { return is_letter(c) || c == '_'; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

std::string_view take_name(std::string_view text) {
  std::size_t length = 0;
  if (!text.empty() && is_name_start(text[0]))
    while (length < text.size() && is_name_part(text[length])) ++length;
  return text.substr(0, length);
}

std::string around(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at] & 0xC0) == 0x80) --at;
  return printable(text.substr(at), 40);
}

}  // namespace

RuleParts split_rule(std::string_view line) {
  for (std::size_t at = line.rfind(kArrow); at != std::string_view::npos && at > 0;
       at = line.rfind(kArrow, at - 1)) {
    const std::string_view before = line.substr(0, at);
    if (strip_end(before).size() == before.size()) continue;
    std::size_t blank = at - 1;
    while (blank > 0 && (line[blank] & 0xC0) == 0x80) --blank;
    return {line.substr(0, blank), line.substr(at + kArrow.size()), true};
  }
  return {line, {}, false};
}

tl::expected<Action, std::string> parse_action(std::string_view text) {
  if (text.empty()) return Action{};
  const std::string_view words = strip_front(text);
  const bool has_blank = words.data() != text.data();
  const auto action = has_blank ? read_action(words) : std::nullopt;
  if (!action)
    return tl::unexpected<std::string>(
        fmt::format("'->{}': {}", printable(text, 60), kExpectedAction));
  const bool is_message = !action->target.empty() && action->target.front() == '"';
  if (action->line == LineAction::continue_ && !action->target.empty())
    return tl::unexpected<std::string>(fmt::format(
        "'->{}': Continue stays in its state, so none can follow", printable(text, 60)));
  if (action->line != LineAction::error && is_message)
    return tl::unexpected<std::string>(
        fmt::format("'->{}': only Error takes a message", printable(text, 60)));
  return *action;
}

tl::expected<std::string, std::string> substitute(std::string_view expression,
                                                  const Expressions& values) {
  std::string out;
  const auto refuse = [&](std::size_t at, const char* why) {
    return tl::unexpected<std::string>(fmt::format("'{}': {}", around(expression, at), why));
  };
  for (std::size_t at = 0; at < expression.size();) {
    const std::size_t dollar = std::min(expression.find('$', at), expression.size());
    out += expression.substr(at, dollar - at);
    if (out.size() > kLongestExpression)
      return refuse(0, "the expression is too long once its Values are in place");
    if (dollar == expression.size()) break;
    std::string_view rest = expression.substr(dollar + 1);
    if (rest.starts_with('$')) {
      out += '$';
      at = dollar + 2;
      continue;
    }
    const bool braces = rest.starts_with('{');
    if (braces) rest.remove_prefix(1);
    const std::string_view name = take_name(rest);
    if (name.empty() || (braces && !rest.substr(name.size()).starts_with('}')))
      return refuse(dollar, "expected '${NAME}', or '$$' for the end of the line");
    const auto found = values.find(name);
    if (found == values.end()) return refuse(dollar, "names no Value");
    out += found->second;
    at = dollar + 1 + name.size() + (braces ? 2 : 0);
  }
  if (out.size() > kLongestExpression)
    return refuse(0, "the expression is too long once its Values are in place");
  return out;
}

std::string describe(const RegexFault& fault, std::string_view expression) {
  const std::size_t at = std::min(fault.offset, expression.size());
  if (at == expression.size()) return fmt::format("{}, at the end", fault.message);
  return fmt::format("{}, at '{}'", fault.message, around(expression, at));
}

}  // namespace showd::textfsm
