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
/// Characters that turn, hide or break text (bidirectional marks, line separators, zero-width ones,
/// tags) stand there as "\u{202e}".
[[nodiscard]] std::string printable(std::string_view bytes, std::size_t limit = 200);

/// Likewise for an output of many lines: newlines and tabs stay, and nothing is cut.
[[nodiscard]] std::string printable_lines(std::string_view bytes);

/// For a JSON document: what printable() does not show as it is becomes \uXXXX, which says the
/// same to a machine. All else stays.
[[nodiscard]] std::string printable_json(std::string_view json);

}  // namespace showd
