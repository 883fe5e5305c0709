/// A compiled PCRE2 pattern, owned. The one place that compiles.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

struct pcre2_real_code_8;

namespace showd::textfsm {

/// ascii: subjects are ASCII, matched as bytes. unicode: subjects are valid UTF-8, and `\w`, `\d`
/// and case follow Unicode.
enum class Pcre2Mode { ascii, unicode };

/// Matches are anchored where the subject begins. Immutable.
class Pcre2Code {
 public:
  explicit Pcre2Code(pcre2_real_code_8* code) noexcept : code_(code) {}
  ~Pcre2Code();
  Pcre2Code(Pcre2Code&& other) noexcept : code_(other.code_) { other.code_ = nullptr; }
  Pcre2Code& operator=(Pcre2Code&&) = delete;

  [[nodiscard]] bool matches(std::string_view subject) const noexcept;
  [[nodiscard]] const pcre2_real_code_8* get() const noexcept { return code_; }

 private:
  pcre2_real_code_8* code_;
};

/// The error is PCRE2's words and the offset.
[[nodiscard]] tl::expected<Pcre2Code, std::string> compile_pcre2(std::string_view pattern,
                                                                 Pcre2Mode mode);

}  // namespace showd::textfsm
