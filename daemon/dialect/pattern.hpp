#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

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
  /// `what` names the pattern in errors, "prompt", unless it is empty. An empty `source` matches
  /// nothing. Errors: std::invalid_argument with `what`, the offset and PCRE2's words.
  Pattern(std::string_view what, const std::string& source, Extent extent);

  [[nodiscard]] std::optional<Span> find(std::string_view subject) const noexcept;
  [[nodiscard]] bool matches(std::string_view subject) const noexcept {
    return find(subject).has_value();
  }
  [[nodiscard]] explicit operator bool() const noexcept { return code_ != nullptr; }

 private:
  std::shared_ptr<pcre2_real_code_8> code_;
};

}  // namespace showd
