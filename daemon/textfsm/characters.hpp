/// Characters and words as Python's `str` sees them. Texts are valid UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace showd::textfsm {

[[nodiscard]] constexpr bool is_octal(char c) { return c >= '0' && c <= '7'; }

/// Blanks below U+0080: also the separators U+001C to U+001F.
[[nodiscard]] constexpr bool is_ascii_blank(char c) {
  return (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= ' ');
}

[[nodiscard]] bool is_ascii(std::string_view text) noexcept;

/// The character at `at`, which moves behind it.
[[nodiscard]] std::uint32_t decode(std::string_view text, std::size_t& at);
void append_utf8(std::string& text, std::uint32_t character);
[[nodiscard]] std::size_t count_characters(std::string_view text);

/// May name a group: a letter or '_', then letters, digits, '_'. Of what is not ASCII all passes.
[[nodiscard]] bool is_identifier(std::string_view name);
/// Only letters, digits and '_' of any script, at least one.
[[nodiscard]] bool is_word(std::string_view text);

/// Without blanks of any script at both ends, or at the end.
[[nodiscard]] std::string_view strip(std::string_view text);
[[nodiscard]] std::string_view strip_end(std::string_view text);

/// Cuts the next line off `rest` where str.splitlines() does: at LF, CR, CRLF, VT, FF, U+001C to
/// U+001E, U+0085, U+2028 and U+2029. `rest` is not empty.
[[nodiscard]] std::string_view take_line(std::string_view& rest);
/// The same where open() does: at LF, CR and CRLF.
[[nodiscard]] std::string_view take_file_line(std::string_view& rest);

/// repr() of a string: quoted, what cannot be printed as escapes.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace showd::textfsm
