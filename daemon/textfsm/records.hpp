/// What a template makes of a text. Texts in here are views of the parsed Text, which Records
/// keeps.
#pragma once

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "textfsm/template.hpp"
#include "textfsm/text.hpp"

namespace showd::textfsm {

/// A group inside a List value: `((?P<key>\w+)=(?P<number>\d+))` has two.
struct Group {
  std::string_view name;
  std::optional<std::string_view> text;  ///< nothing when the group took no part
};

/// Of a List: a text; its groups, where it has named ones; nothing, where the Value took no part in
/// a rule that matched.
using Item = std::variant<std::monostate, std::string_view, std::vector<Group>>;
using Items = std::vector<Item>;

/// A text, or the items of a List. Fillup can put a text into a List's column.
using Field = std::variant<std::string_view, Items>;
using Record = std::vector<Field>;

/// A rule that was given up on a line: it counted as no match there.
struct HopelessMatch {
  std::size_t rule_line;   ///< of the template
  std::size_t input_line;  ///< of the text, from 1
};

struct Records {
  TemplatePtr source;  ///< has the columns' names
  Text text;
  std::vector<Record> rows;
  std::vector<HopelessMatch> hopeless;
};

}  // namespace showd::textfsm
