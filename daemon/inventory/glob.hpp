#pragma once

#include <string_view>

namespace showd {

/// Shell patterns: '*' any text, '?' one byte, "[a-c]" and "[!a-c]" one byte of (not of) a set; an
/// unclosed '[' stands for itself. Time is at most pattern times text, and no locale has a say:
/// fnmatch(3) promises neither.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text) noexcept;

}  // namespace showd
