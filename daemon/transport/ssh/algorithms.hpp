#pragma once

#include <libssh/libssh.h>

#include <optional>
#include <string_view>

#include "base/result.hpp"

namespace showd {

/// Sets every algorithm list of `session`, so that neither libssh's order nor a system-wide
/// ssh_config decides. `pinned_key_type` ("ssh-ed25519", may be empty) is asked for first.
/// Returns false when libssh refuses one (its error is set).
[[nodiscard]] bool set_algorithms(ssh_session session, bool legacy,
                                  std::string_view pinned_key_type);

/// What libssh says of a key exchange that came to nothing, if algorithms or key sizes are at
/// fault: which, what the device offers, and `legacy: true` where that would help. Stage kex.
[[nodiscard]] std::optional<Error> algorithm_error(std::string_view libssh_says, bool legacy);

}  // namespace showd
