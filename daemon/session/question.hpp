#pragma once

#include <cstdint>
#include <string_view>

#include "dialect/compiled_dialect.hpp"

namespace showd {

/// For how long nothing came after a device's last byte. The surer a line is, the shorter the rest
/// after which it is believed. `moment`: longer than the pieces of one write are apart, however
/// long the way; `brief`: a few round trips; `steady`: longer than the pauses of a slow line;
/// `silence`: somebody waits for us.
enum class Rest : std::uint8_t { none, moment, brief, steady, silence };

/// What an unfinished line asks for, and how long it has to rest before it is believed.
struct Question {
  enum class About : std::uint8_t { nothing, user, password, new_password };
  About about = About::nothing;
  Rest after = Rest::brief;
};

/// Reads the whole of `line`, which is short and nothing but a question: "Username:", "r1 login:",
/// "ops@r1's password:", "AD Username:", "Kennwort:"; by the dialect's own patterns, where it has
/// some, and by words. A sentence that ends in such words is none ("Never give your password: "),
/// nor is "Last login: ". One for a new, old, current or repeated password is told from the rest.
/// Tried and dropped: patterns matched at a line's end; half a banner answers them.
[[nodiscard]] Question read_question(const CompiledDialect& dialect, std::string_view line);

/// Something is asked in whatever words: nothing may be typed here that was not asked for.
[[nodiscard]] bool is_like_a_question(std::string_view line) noexcept;

}  // namespace showd
