#pragma once

#include <string_view>

namespace showd {

/// showd only reads. True for one line of printable ASCII whose first word is a read-only verb of
/// some CLI (show, display, get, RouterOS's `MENU print`, ...; or a fixed set of Linux commands),
/// whose arguments do not make it act (acting_words.hpp), without separators or redirections; after
/// `|` only filters from a fixed list. In the core, so that no plugin or operator can widen it by
/// accident. Thread: any.
[[nodiscard]] bool is_read_only(std::string_view command);

/// Likewise, for an exec request, where a real shell may be listening: no pipe and no character
/// that a shell interprets at all (quotes only in `vtysh -c '...'`).
[[nodiscard]] bool is_read_only_exec(std::string_view command);

/// Likewise for the set-up lines of a dialect: terminal, paging and width settings of the session
/// that change no configuration.
[[nodiscard]] bool is_session_setup(std::string_view line);

/// "enable", "enable 15", "super", "enable-admin".
[[nodiscard]] bool is_enable(std::string_view line);

/// "exit", "quit", "logout", ...
[[nodiscard]] bool is_logout(std::string_view line);

}  // namespace showd
