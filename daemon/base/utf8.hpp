/// Everything a device sends is hostile input; here it becomes text that may be shown.
#pragma once

#include <string>
#include <string_view>

namespace showd {

[[nodiscard]] bool is_valid_utf8(std::string_view bytes) noexcept;

/// Each invalid sequence becomes one U+FFFD, as the Unicode standard recommends (maximal
/// subparts, 3.9). Valid input is returned as it is.
[[nodiscard]] std::string to_valid_utf8(std::string_view bytes);

/// For logs and error messages: valid UTF-8, control characters (C0, DEL, C1) as U+FFFD, newlines
/// and tabs as blanks, cut to at most `limit` bytes at a character boundary (then ends in "...").
[[nodiscard]] std::string printable(std::string_view bytes, std::size_t limit = 200);

}  // namespace showd
