#pragma once

#include <string>
#include <string_view>

namespace showd {

/// ASCII only, whatever the locale: other bytes stay as they are.
[[nodiscard]] constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] std::string to_lower(std::string_view text);

/// A view into `text`, without `blanks` at both ends.
[[nodiscard]] std::string_view trim(std::string_view text,
                                    std::string_view blanks = " \t") noexcept;

}  // namespace showd
