#include "textfsm/pcre2_code.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <memory>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace showd::textfsm {
namespace {

/// Of parentheses; a parsed expression has fewer.
constexpr std::uint32_t kNestLimit = 500;

/// Read only once it is made, so that threads may share it.
pcre2_compile_context* compile_context() {
  static const auto context = [] {
    std::unique_ptr<pcre2_compile_context, decltype(&pcre2_compile_context_free)> made(
        pcre2_compile_context_create(nullptr), pcre2_compile_context_free);
    if (made) {
      pcre2_set_newline(made.get(), PCRE2_NEWLINE_LF);
      pcre2_set_parens_nest_limit(made.get(), kNestLimit);
    }
    return made;
  }();
  return context.get();
}

}  // namespace

Pcre2Code::~Pcre2Code() { pcre2_code_free(code_); }

bool Pcre2Code::matches(std::string_view subject) const noexcept {
  const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(
      pcre2_match_data_create(1, nullptr), pcre2_match_data_free);
  return data && pcre2_match(code_, reinterpret_cast<PCRE2_SPTR>(subject.data()), subject.size(), 0,
                             0, data.get(), nullptr) >= 0;
}

tl::expected<Pcre2Code, std::string> compile_pcre2(std::string_view pattern, Pcre2Mode mode) {
  std::uint32_t options = PCRE2_ANCHORED | PCRE2_NEVER_BACKSLASH_C;
  if (mode == Pcre2Mode::unicode) options |= PCRE2_UTF | PCRE2_UCP | PCRE2_NO_UTF_CHECK;
  int error = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code* const code =
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), options, &error,
                    &offset, compile_context());
  if (code != nullptr) return Pcre2Code(code);
  PCRE2_UCHAR words[160] = {};
  pcre2_get_error_message(error, words, sizeof words);
  return tl::unexpected<std::string>(reinterpret_cast<const char*>(words));
}

}  // namespace showd::textfsm
