#pragma once

#include <cstdint>
#include <string_view>

namespace showd {

/// FNV-1a of 64 bits: a text has the same hash in every build, run and machine. Another `salt`
/// makes another hash of it. Its low bits are good, its high bits are not.
[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view text,
                                            std::uint64_t salt = 0) noexcept {
  std::uint64_t hash = 14695981039346656037ull ^ salt;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

}  // namespace showd
