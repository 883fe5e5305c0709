#pragma once

#include <libssh/libssh.h>

#include <string_view>

namespace showd {

/// Sets every algorithm list of `session`, so that neither libssh's order nor a system-wide
/// ssh_config decides. `pinned_key_type` ("ssh-ed25519", may be empty) is asked for first.
/// Returns false when libssh refuses one (its error is set).
[[nodiscard]] bool set_algorithms(ssh_session session, bool legacy,
                                  std::string_view pinned_key_type);

}  // namespace showd
