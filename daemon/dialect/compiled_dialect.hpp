#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "dialect/dialect.hpp"
#include "dialect/pattern.hpp"

namespace showd {

/// A dialect ready for use: its patterns compile, and what it types is on the allow-list.
/// Immutable. Thread: any.
struct CompiledDialect {
  explicit CompiledDialect(Dialect source);

  /// Whether a session types `command`: what the allow-list has for such a CLI.
  [[nodiscard]] bool allows(std::string_view command) const;
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

/// Errors: std::invalid_argument, "prompt: pattern fault at offset 3: ...", "setup: 'reload' is not
/// on the allow-list".
[[nodiscard]] std::shared_ptr<const CompiledDialect> compile(const Dialect& dialect);
/// Likewise, with what one device does in its own way.
[[nodiscard]] std::shared_ptr<const CompiledDialect> compile(const Dialect& dialect,
                                                             const DialectChanges& changes);

}  // namespace showd
