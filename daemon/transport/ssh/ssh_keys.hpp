#pragma once

#include <libssh/libssh.h>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "transport/ssh/ssh_transport.hpp"

namespace showd {

/// A private key in libssh's form, read from memory once for each loop and kept: an encrypted
/// OpenSSH key costs 0.1 s of CPU to open (bcrypt). Null when it cannot be read. Borrowed: it
/// stays the cache's until the thread ends.
/// Thread: the result is for the calling thread alone.
[[nodiscard]] ssh_key load_private_key(const Secret& text, const Secret& passphrase);

/// The key that the server proved to have. Errors: protocol_error (hostkey).
[[nodiscard]] Result<ServerKey> server_key(ssh_session session);

}  // namespace showd
