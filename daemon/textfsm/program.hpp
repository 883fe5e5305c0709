/// A template as the engine runs it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "textfsm/pattern.hpp"

namespace showd::textfsm {

struct Value {
  std::string name;
  std::size_t line = 0;  ///< of the template
  bool filldown = false;
  bool fillup = false;
  bool key = false;
  bool list = false;
  bool required = false;
  /// The order of the options decides: before List, Required asks for the last matched string;
  /// after it, for any item.
  bool required_before_list = false;
  /// Of a List with groups of its own: matched once more on what the rule took.
  std::optional<Pattern> nested;
};

enum class LineAction : std::uint8_t { next, continue_, error };
enum class RecordAction : std::uint8_t { none, record, clear, clear_all };

/// Where a rule leads to, besides the index of a state.
inline constexpr int kStay = -1;
inline constexpr int kEnd = -2;
inline constexpr int kEof = -3;

struct Assignment {
  std::uint32_t group;
  std::uint32_t value;
};

struct Rule {
  std::size_t line;  ///< of the template
  Pattern pattern;
  std::vector<Assignment> assignments = {};  ///< in the order of the groups
  LineAction line_action = LineAction::next;
  RecordAction record_action = RecordAction::none;
  int next_state = kStay;
  std::string message = {};  ///< of the action Error
};

struct State {
  std::string name;
  std::vector<Rule> rules;
};

struct Program {
  std::vector<Value> values;
  std::vector<State> states;
  std::size_t start = 0;
  bool records_at_eof = true;  ///< no state EOF is declared
};

}  // namespace showd::textfsm
