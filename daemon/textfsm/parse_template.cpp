#include "textfsm/parse_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/utf8.hpp"
#include "textfsm/characters.hpp"
#include "textfsm/parse_rule.hpp"

namespace showd::textfsm {
namespace {

constexpr std::size_t kLargestTemplate = 1024 * 1024;
constexpr std::size_t kLargestProgram = 16 * 1024 * 1024;  ///< all expressions, Values in place
constexpr std::size_t kLongestName = 48;
constexpr std::size_t kMostFaults = 100;
constexpr std::array<std::string_view, 7> kReserved = {"Continue", "Next",   "Error",   "Clear",
                                                       "Clearall", "Record", "NoRecord"};

bool is_comment(std::string_view line) { return strip(line).starts_with('#'); }

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

class Reader {
 public:
  Reader(std::string_view source, const std::string& name) : rest_(source), name_(name) {}

  OrFaults<Program> read() {
    if (!check_source()) return tl::unexpected<Faults>(std::move(faults_));
    if (read_values()) {
      while (read_state()) {
      }
      resolve_states();
    }
    if (!faults_.empty()) return tl::unexpected<Faults>(std::move(faults_));
    return std::move(program_);
  }

 private:
  /// A rule's target, to be found when all states are known.
  struct Target {
    std::size_t state;
    std::size_t rule;
    std::string name;
  };

  void fault(std::size_t line, std::string message) {
    if (faults_.size() < kMostFaults) faults_.push_back({name_, line, std::move(message)});
  }

  bool check_source() {
    if (rest_.size() > kLargestTemplate) {
      fault(0, fmt::format("a template of {} bytes, more than {}", rest_.size(), kLargestTemplate));
    } else if (!is_valid_utf8(rest_)) {
      std::size_t line = 0;
      for (std::string_view rest = rest_; !rest.empty() && is_valid_utf8(take_file_line(rest));)
        ++line;
      fault(line + 1, "not valid UTF-8");
    }
    return faults_.empty();
  }

  /// False at the end of the file. Without the blanks at the line's end.
  bool next_line(std::string_view& line) {
    if (rest_.empty()) return false;
    ++line_number_;
    line = strip_end(take_file_line(rest_));
    return true;
  }

  /// The head: Values up to the first blank line. False when it is none.
  bool read_values() {
    for (std::string_view line; next_line(line) && !line.empty();) {
      if (is_comment(line)) continue;
      if (line.starts_with("Value ")) {
        read_value(line);
        continue;
      }
      const bool first = program_.values.empty() && faults_.empty();
      fault(line_number_,
            fmt::format("'{}': expected {}", printable(line, 60),
                        first ? "'Value [Options] NAME (expression)', as a template begins"
                              : "a Value, or a blank line after the last one"));
      return false;
    }
    return true;
  }

  void read_value(std::string_view line) {
    const std::vector<std::string_view> words = split(line, ' ');
    if (words.size() < 3)
      return fault(line_number_, fmt::format("'{}': expected 'Value [Options] NAME (expression)'",
                                             printable(line, 60)));
    const bool has_options = !words[2].starts_with('(');
    Value value;
    value.line = line_number_;
    const bool good_options = !has_options || read_options(words[1], value);
    value.name = has_options ? words[2] : words[1];
    const std::size_t regex_at =
        has_options && words.size() == 3
            ? line.size()
            : static_cast<std::size_t>(words[has_options ? 3 : 2].data() - line.data());
    const std::string_view regex = line.substr(regex_at);
    if (count_characters(value.name) > kLongestName)
      return fault(line_number_, fmt::format("'{}': a name of more than {} characters",
                                             printable(value.name, 60), kLongestName));
    if (is_known(value.name))
      return fault(line_number_,
                   fmt::format("Value '{}' is declared twice", printable(value.name, 60)));
    // Known also when its expression is bad, so that the rules that use it are not refused as well.
    expressions_[value.name] =
        "(?P<" + value.name + ">" + (regex.empty() ? "" : std::string(regex.substr(1)));
    const bool good_regex = check_value_regex(regex, value);
    values_by_name_[value.name] = static_cast<std::uint32_t>(program_.values.size());
    if (!good_regex) expressions_[value.name] = "(?P<" + value.name + ">)";
    if (good_options && good_regex && values_by_name_.size() > kMostValues)
      fault(line_number_, fmt::format("more than {} Values", kMostValues));
    program_.values.push_back(std::move(value));
  }

  [[nodiscard]] bool is_known(const std::string& name) const {
    return values_by_name_.contains(name);
  }

  bool read_options(std::string_view words, Value& value) {
    for (const std::string_view word : split(words, ',')) {
      bool* const option = option_of(word, value);
      if (option == nullptr) {
        fault(line_number_,
              fmt::format("'{}': expected one of the options Filldown, Fillup, Key, List, "
                          "Required",
                          printable(word, 60)));
        return false;
      }
      if (*option) {
        fault(line_number_, fmt::format("option {} is given twice", word));
        return false;
      }
      if (option == &value.required) value.required_before_list = !value.list;
      *option = true;
    }
    return true;
  }

  static bool* option_of(std::string_view word, Value& value) {
    if (word == "Filldown") return &value.filldown;
    if (word == "Fillup") return &value.fillup;
    if (word == "Key") return &value.key;
    if (word == "List") return &value.list;
    if (word == "Required") return &value.required;
    return nullptr;
  }

  bool check_value_regex(std::string_view regex, Value& value) {
    const std::string shown = printable(regex, 60);
    if (!regex.starts_with('(') || !regex.ends_with(')') || regex.size() < 2) {
      fault(line_number_, fmt::format("'{}': expected an expression in parentheses", shown));
      return false;
    }
    const auto opened = std::count(regex.begin(), regex.end(), '(');
    const auto closed = std::count(regex.begin(), regex.end(), ')');
    if (opened != closed) {  // TextFSM counts escaped ones, too
      fault(line_number_,
            fmt::format("'{}': {} '(' and {} ')', expected as many; one that stands for "
                        "itself is written \\x28 or \\x29",
                        shown, opened, closed));
      return false;
    }
    if (!value.list) return true;
    auto pattern = Pattern::parse(std::string(regex));
    if (!pattern) {
      fault(line_number_, describe(pattern.error(), regex));
      return false;
    }
    if (pattern->groups() > 1) value.nested = std::move(*pattern);
    return true;
  }

  // The body: states, each up to a blank line.
  bool read_state() {
    std::string_view line;
    do {
      if (!next_line(line)) return false;
    } while (line.empty() || is_comment(line));
    check_state_name(line);
    program_.states.push_back({.name = std::string(line), .rules = {}});
    while (next_line(line) && !line.empty())
      if (!is_comment(line)) read_rule(line);
    return true;
  }

  void check_state_name(std::string_view line) {
    const std::string shown = printable(line, 60);
    if (!is_word(line))
      return fault(line_number_,
                   fmt::format("'{}': expected the name of a state (letters, digits, '_'), "
                               "or a rule right below its state",
                               shown));
    if (count_characters(line) > kLongestName)
      return fault(line_number_,
                   fmt::format("'{}': a name of more than {} characters", shown, kLongestName));
    if (std::find(kReserved.begin(), kReserved.end(), line) != kReserved.end())
      return fault(line_number_, fmt::format("'{}' is an action and cannot name a state", shown));
    if (!states_by_name_.try_emplace(std::string(line), program_.states.size()).second)
      fault(line_number_, fmt::format("state '{}' is declared twice", shown));
  }

  void read_rule(std::string_view line) {
    if (!line.starts_with(" ^") && !line.starts_with("  ^") && !line.starts_with("\t^"))
      return fault(line_number_,
                   fmt::format("'{}': expected a rule: one or two blanks or a tab, then '^'",
                               printable(line, 60)));
    const RuleParts parts = split_rule(strip(line));
    auto pattern = read_expression(parts.expression);
    auto action = parts.has_action ? parse_action(parts.action) : Action{};
    if (!action) fault(line_number_, std::move(action.error()));
    if (!pattern || !action) return;
    std::vector<Rule>& rules = program_.states.back().rules;
    Rule& rule = rules.emplace_back(Rule{.line = line_number_, .pattern = std::move(*pattern)});
    for (const NamedGroup& group : rule.pattern.names())
      if (const auto value = values_by_name_.find(group.name); value != values_by_name_.end())
        rule.assignments.push_back({group.group, value->second});
    rule.line_action = action->line;
    rule.record_action = action->record;
    if (action->line == LineAction::error)
      rule.message = std::move(action->target);
    else if (!action->target.empty())
      targets_.push_back({program_.states.size() - 1, rules.size() - 1, std::move(action->target)});
  }

  std::optional<Pattern> read_expression(std::string_view expression) {
    std::string regex(expression);
    if (!expressions_.empty()) {  // without any Value, TextFSM leaves '$' alone
      auto substituted = substitute(expression, expressions_);
      if (!substituted) {
        fault(line_number_, std::move(substituted.error()));
        return std::nullopt;
      }
      regex = std::move(*substituted);
    }
    program_size_ += regex.size();
    if (program_size_ > kLargestProgram) {
      fault(line_number_, "the template is too large once its Values are in place");
      rest_ = {};
      return std::nullopt;
    }
    auto pattern = Pattern::parse(regex);
    if (pattern) return std::move(*pattern);
    fault(line_number_, describe(pattern.error(), regex));
    return std::nullopt;
  }

  void resolve_states() {
    const auto start = states_by_name_.find("Start");
    if (start == states_by_name_.end())
      fault(0, "there is no state 'Start'");
    else
      program_.start = start->second;
    for (const State& state : program_.states)
      if ((state.name == "End" || state.name == "EOF") && !state.rules.empty())
        fault(state.rules.front().line, fmt::format("state '{}' takes no rules", state.name));
    program_.records_at_eof = !states_by_name_.contains("EOF");
    for (const Target& target : targets_) {
      Rule& rule = program_.states[target.state].rules[target.rule];
      const auto found = states_by_name_.find(target.name);
      if (target.name == "End")
        rule.next_state = kEnd;
      else if (target.name == "EOF")
        rule.next_state = kEof;
      else if (found != states_by_name_.end())
        rule.next_state = static_cast<int>(found->second);
      else
        fault(rule.line, fmt::format("there is no state '{}'", printable(target.name, 60)));
    }
  }

  static constexpr std::size_t kMostValues = 1000;

  std::string_view rest_;
  const std::string& name_;
  std::size_t line_number_ = 0;
  std::size_t program_size_ = 0;
  Program program_;
  Faults faults_;
  Expressions expressions_;
  std::unordered_map<std::string, std::uint32_t> values_by_name_;
  std::unordered_map<std::string, std::size_t> states_by_name_;
  std::vector<Target> targets_;
};

}  // namespace

OrFaults<Program> parse_template(std::string_view source, const std::string& name) {
  return Reader(source, name).read();
}

}  // namespace showd::textfsm
