#pragma once

#include <string>
#include <string_view>

namespace showd {

// ASCII only, whatever the locale.
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
/// 0 to 15, or -1.
[[nodiscard]] constexpr int hex_digit(char c) noexcept {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}
/// Other bytes stay as they are.
[[nodiscard]] constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] std::string to_lower(std::string_view text);

/// A view into `text`, without `blanks` at both ends.
[[nodiscard]] std::string_view trim(std::string_view text,
                                    std::string_view blanks = " \t") noexcept;

/// In double quotes, with a backslash before each quote and backslash in it: text that somebody
/// else chose ends where it ends. Control characters are left alone (see printable()).
[[nodiscard]] std::string in_quotes(std::string_view text);

/// "1 device", "2 devices".
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

}  // namespace showd
