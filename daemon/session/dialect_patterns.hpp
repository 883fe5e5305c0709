#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/dialect.hpp"

struct pcre2_real_code_8;

namespace showd {

/// One PCRE2 pattern, compiled once and by JIT where the system allows it (systemd's
/// MemoryDenyWriteExecute does not: then it is interpreted). Subjects are bytes.
/// A match is limited in steps, depth and memory: a pattern that blows up on hostile input counts
/// as no match. Thread: any, once built.
class Pattern {
 public:
  enum class Extent { anywhere, whole };
  struct Span {
    std::size_t begin;
    std::size_t end;
  };

  Pattern() = default;  ///< matches nothing
  /// `what` names the pattern in errors: "prompt". An empty `source` matches nothing.
  /// Errors: std::invalid_argument with `what`, the offset and PCRE2's words.
  Pattern(std::string_view what, const std::string& source, Extent extent);

  [[nodiscard]] std::optional<Span> find(std::string_view subject) const noexcept;
  [[nodiscard]] bool matches(std::string_view subject) const noexcept {
    return find(subject).has_value();
  }
  [[nodiscard]] explicit operator bool() const noexcept { return code_ != nullptr; }

 private:
  std::shared_ptr<pcre2_real_code_8> code_;
};

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

/// Without blanks at both ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

}  // namespace showd
