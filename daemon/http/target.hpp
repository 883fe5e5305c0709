/// The target of a request line (RFC 9112, 3.2), taken apart by our own rules: the library's
/// decoder works in place on C strings, so that `/metrics%00x` would read as `/metrics`.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace showd {

/// The decoded path of a raw target. Nothing when it is no absolute path, is badly encoded, holds
/// control characters, a backslash or invalid UTF-8, or has a "." or ".." segment.
[[nodiscard]] std::optional<std::string> parse_path(std::string_view target);

/// The decoded `key=value` pairs of a raw target, '+' as a blank. Nothing when badly encoded, with
/// control characters or invalid UTF-8, or with more than 64 pairs.
[[nodiscard]] std::optional<std::map<std::string, std::string>> parse_query(
    std::string_view target);

}  // namespace showd
