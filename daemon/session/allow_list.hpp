#pragma once

#include <string_view>

namespace showd {

/// showd only reads. True for one line without control characters whose first word is a read-only
/// verb of some CLI (show, display, get, ...; or a fixed set of Linux commands by exec), with no
/// redirection to a file. In the core, so that no plugin or operator can widen it by accident.
[[nodiscard]] bool is_read_only(std::string_view command);

/// Likewise for the set-up lines of a dialect: terminal, paging and width settings of the session
/// that change no configuration.
[[nodiscard]] bool is_session_setup(std::string_view line);

}  // namespace showd
