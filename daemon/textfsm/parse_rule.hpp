#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "textfsm/program.hpp"

namespace showd::textfsm {

/// What a rule's line says behind its last " ->".
struct Action {
  LineAction line = LineAction::next;
  RecordAction record = RecordAction::none;
  std::string target = {};  ///< a state, or the message of Error; may be empty
};

/// A rule's line, taken apart: ["^expression", " Next.Record State"].
struct RuleParts {
  std::string_view expression;
  std::string_view action;
  bool has_action = false;
};

/// By a Value's name, its expression with a named group around it.
using Expressions = std::map<std::string, std::string, std::less<>>;

[[nodiscard]] RuleParts split_rule(std::string_view line);

/// The error is a message for people, as in the others.
[[nodiscard]] tl::expected<Action, std::string> parse_action(std::string_view text);

/// `$$`, `${NAME}` and `$NAME` replaced, as string.Template does.
[[nodiscard]] tl::expected<std::string, std::string> substitute(std::string_view expression,
                                                                const Expressions& values);

/// "unknown escape '\h', at '\h+'"
[[nodiscard]] std::string describe(const RegexFault& fault, std::string_view expression);

}  // namespace showd::textfsm
