#pragma once

#include <cstdint>
#include <string_view>

namespace showd {

/// The hash of what was hashed before and of `text` after it.
[[nodiscard]] constexpr std::uint64_t fnv1a_more(std::uint64_t hash,
                                                 std::string_view text) noexcept {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

/// FNV-1a of 64 bits: a text has the same hash in every build, run and machine. Another `salt`
/// makes another hash of it. Its low bits are good, its high bits are not.
[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view text,
                                            std::uint64_t salt = 0) noexcept {
  return fnv1a_more(14695981039346656037ull ^ salt, text);
}

}  // namespace showd
