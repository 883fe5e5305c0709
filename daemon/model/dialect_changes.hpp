#pragma once

#include <compare>
#include <string>
#include <vector>

namespace showd {

/// What an inventory says of one device's CLI instead of its platform's dialect. Empty: as it is.
/// Patterns are PCRE2 source that compiles.
struct DialectChanges {
  struct Answer {
    std::string pattern;
    std::string answer;
    auto operator<=>(const Answer&) const = default;
  };
  std::string prompt;
  std::string username_prompt;
  std::string password_prompt;
  std::string line_end;
  std::vector<Answer> answers;  ///< looked at before the dialect's
  auto operator<=>(const DialectChanges&) const = default;
};

}  // namespace showd
