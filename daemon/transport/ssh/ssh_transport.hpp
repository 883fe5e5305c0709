#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "transport/transport.hpp"

namespace showd {

/// The key a server showed: `type` "ssh-ed25519", `sha256` as OpenSSH prints it ("SHA256:..."),
/// `blob` in wire form.
struct ServerKey {
  std::string type;
  std::string sha256;
  std::string blob;
};

struct SshOptions {
  std::string username;
  Secret password;
  Secret private_key;  ///< PEM or OpenSSH text
  Secret passphrase;
  bool legacy = false;          ///< also offer the SHA-1, CBC and ssh-rsa set, modern first
  bool shell = true;            ///< open a pty and a shell; else only exec() works
  std::string pinned_key_type;  ///< offered first, so that another type is not taken for a change
  /// Decides on the server's key before anything secret is sent; an error refuses it. Without it
  /// every key is refused. Must not wait.
  std::function<Result<void>(const ServerKey&)> check_host_key;
};

/// What opening took, for the stage histogram.
struct SshTimes {
  std::chrono::microseconds kex{0};
  std::chrono::microseconds auth{0};
};

/// Connects libssh (non-blocking, on this loop) over `socket`: key exchange, host key, then the
/// first of public key, password, keyboard-interactive that the server accepts and we have.
/// A password is judged at most once: it goes to keyboard-interactive only when the server does
/// not offer `password` at all. With neither key nor password, `none` is tried (some devices ask
/// only on the terminal). libssh has no command for pty and shell in one flight, so both are
/// asked for in turn; still, with the first command a cold session takes 8 round trips beyond
/// TCP's: versions and key exchange 2, service 1, authentication 1, channel 1, pty 1, shell 1,
/// command 1.
/// Errors: no_common_algorithm, protocol_error, disconnected (kex); check_host_key's own (hostkey);
/// no_credentials, auth_failed (auth); protocol_error, disconnected (prompt: no channel or shell);
/// timeout at the stage it struck.
[[nodiscard]] Awaitable<Result<std::unique_ptr<Transport>>> open_ssh(asio::ip::tcp::socket socket,
                                                                     SshOptions options,
                                                                     Deadline until,
                                                                     SshTimes* times = nullptr);

}  // namespace showd
