/// The SSH side of the devices, on libssh's server API, non-blocking on the devices' loops.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/asio.hpp"
#include "device_state.hpp"
#include "settings.hpp"

namespace showd::simulator {

/// A host key as its owner's connections use it: libssh's bind object. Thread: one loop alone,
/// except make(), for libssh copies the key into each session.
class HostKey {
 public:
  virtual ~HostKey() = default;
  [[nodiscard]] virtual const std::string& fingerprint() const noexcept = 0;  ///< "SHA256:..."
};

/// A private ed25519 key in OpenSSH's format, for make_host_key. Errors: std::runtime_error.
[[nodiscard]] std::string generate_host_key();
/// Errors: std::runtime_error when `pem` is not a private key without passphrase.
[[nodiscard]] std::shared_ptr<HostKey> make_host_key(const std::string& pem);

/// Public keys that may log in; immutable.
class AuthorizedKeys;
/// One line per key, as in OpenSSH's authorized_keys without options ("ssh-ed25519 AAAA... name");
/// empty lines and comments pass. Errors: std::invalid_argument with file:line.
[[nodiscard]] std::shared_ptr<const AuthorizedKeys> load_authorized_keys(const std::string& path);

/// Plays one SSH connection until either side hangs up; the connection owns itself.
/// Thread: the loop of the device, which `device` and `settings` outlive. `keys` may be null.
void serve_ssh(asio::ip::tcp::socket socket, DeviceState& device, const Settings& settings,
               std::shared_ptr<HostKey> host_key, std::shared_ptr<const AuthorizedKeys> keys);

}  // namespace showd::simulator
