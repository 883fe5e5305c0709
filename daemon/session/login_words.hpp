#pragma once

#include <string_view>

namespace showd {

// What devices say on the way in, whatever their platform. Each takes one line; thread: any.

/// "Press RETURN to get started.", "Press Y or ENTER to continue": Enter is wanted, and does nothing
/// else; never what stops a boot or confirms something.
[[nodiscard]] bool asks_for_a_key(std::string_view line);

/// What many a device says when it takes a password for wrong, in words that no dialect lists.
[[nodiscard]] bool sounds_like_refusal(std::string_view line);

/// What stands between two logins, a terminal server's and its line's.
[[nodiscard]] bool sounds_like_another_device(std::string_view line);

/// The title of a line's own password, where nobody has a name: IOS and zebra, VRP.
[[nodiscard]] bool is_line_password_title(std::string_view line) noexcept;

}  // namespace showd
