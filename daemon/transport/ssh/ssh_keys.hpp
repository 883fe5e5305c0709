#pragma once

#include <libssh/libssh.h>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "transport/ssh/ssh_transport.hpp"

namespace showd {

/// A private key in libssh's form, read from memory once for each loop and kept: an encrypted
/// OpenSSH key costs 0.1 s of CPU to open (bcrypt). Borrowed: it stays the cache's until the thread
/// ends. Errors: no_credentials (auth): not a key, or its passphrase is missing or wrong.
/// Thread: the result is for the calling thread alone.
[[nodiscard]] Result<ssh_key> load_private_key(const Secret& text, const Secret& passphrase);

/// A public key by its type and fingerprint.
[[nodiscard]] HostKey named_key(ssh_key key);

/// The key that the server proved to have. Errors (hostkey): protocol_error; no_common_algorithm
/// for an RSA key of fewer than 1,024 bits.
[[nodiscard]] Result<HostKey> server_key(ssh_session session);

}  // namespace showd
