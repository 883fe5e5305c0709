#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "model/host_key.hpp"
#include "transport/transport.hpp"

namespace showd {

struct SshOptions {
  std::string username;
  Secret password;
  Secret private_key;  ///< PEM or OpenSSH text
  Secret passphrase;
  bool legacy = false;          ///< also offer the SHA-1, CBC and ssh-rsa set, modern first
  bool nothing_first = false;   ///< ask for `none` before anything secret: a round trip more
  bool shell = true;            ///< open a pty and a shell; else only exec() works
  std::string pinned_key_type;  ///< offered first, so that another type is not taken for a change
  /// Decides on the server's key before anything secret is sent; an error refuses it. Without it
  /// every key is refused. Must not wait.
  std::function<Result<void>(const HostKey&)> check_host_key;
};

/// What opening took, for the stage histogram.
struct SshTimes {
  std::chrono::microseconds kex{0};
  std::chrono::microseconds auth{0};
};

/// A call to an SSH server that is not yet a session, in two steps, since one may have to wait in
/// between: a place among the handshakes is for those who have spoken.
/// Thread: the socket's loop.
class SshCall {
 public:
  SshCall(asio::ip::tcp::socket socket, SshOptions options);
  SshCall(SshCall&&) noexcept;
  ~SshCall();

  /// Says our version and waits for the server's. Lines before it are read over (RFC 4253, 4.2).
  /// Errors: no_credentials (auth: no user name); timeout; disconnected (kex), with what the device
  /// said instead.
  [[nodiscard]] Awaitable<Result<void>> greet(Deadline until);

  /// After greet(): key exchange, host key, then the first of public key, password,
  /// keyboard-interactive that the server accepts and we have, then `none`; the call is used up.
  ///
  /// A password is judged at most once: it goes to keyboard-interactive only when the server does
  /// not offer `password` at all. A dialogue is answered whole or not at all: with user name and
  /// password where it asks for these; what else it asks is quoted in the error. `none` comes last
  /// (asking first would cost each login a round trip); a server that lets in by it has not
  /// authenticated anybody, so the transport is not authenticated() and the CLI may ask.
  /// libssh has no command for pty and shell in one flight, so both are asked for in turn; still,
  /// with the first command a cold session takes 8 round trips beyond TCP's: versions and key
  /// exchange 2, service 1, authentication 1, channel 1, pty 1, shell 1, command 1.
  /// Errors: no_common_algorithm, protocol_error, disconnected (kex); check_host_key's own and
  /// protocol_error for a key too small (hostkey); no_credentials, auth_failed, password_expired
  /// (auth); protocol_error, disconnected (prompt: no channel or shell); timeout at the stage it
  /// struck.
  [[nodiscard]] Awaitable<Result<std::unique_ptr<Transport>>> log_in(Deadline until,
                                                                     SshTimes* times = nullptr);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Both steps.
[[nodiscard]] Awaitable<Result<std::unique_ptr<Transport>>> open_ssh(asio::ip::tcp::socket socket,
                                                                     SshOptions options,
                                                                     Deadline until,
                                                                     SshTimes* times = nullptr);

}  // namespace showd
