#pragma once

#include <string_view>
#include <vector>

#include "dialect/pattern.hpp"
#include "model/dialect.hpp"

namespace showd {

/// A dialect ready for use: see compile() in session.hpp. Immutable.
struct CompiledDialect {
  explicit CompiledDialect(Dialect source);

  /// The first of `patterns` that matches somewhere in `line`.
  [[nodiscard]] static const Pattern* first(const std::vector<Pattern>& patterns,
                                            std::string_view line) noexcept;
  /// The whole of `line`, blanks around it apart, has the dialect's prompt shape.
  [[nodiscard]] bool has_prompt_shape(std::string_view line) const noexcept;
  [[nodiscard]] bool is_enabled_prompt(std::string_view line) const noexcept;

  Dialect dialect;
  Pattern prompt;
  Pattern enabled_prompt;
  Pattern username_prompt;
  Pattern password_prompt;
  std::vector<Pattern> answers;  ///< parallel to dialect.answers
  std::vector<Pattern> pagers;
  std::vector<Pattern> errors;
  std::vector<Pattern> login_errors;
};

}  // namespace showd
