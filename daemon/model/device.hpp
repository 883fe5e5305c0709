#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "model/dialect_changes.hpp"

namespace showd {

enum class TransportKind : std::uint8_t { ssh, telnet };

[[nodiscard]] constexpr std::string_view to_string(TransportKind transport) noexcept {
  return transport == TransportKind::ssh ? "ssh" : "telnet";
}

/// Whether a session stays open between two polls. `automatic`: when the period is shorter than
/// the device is likely to tolerate an idle session (5 minutes).
enum class Keep : std::uint8_t { automatic, always, never };

/// `pin`: trust on first use, refuse a change. `strict`: only keys accepted beforehand. `off`: any.
enum class HostKeyPolicy : std::uint8_t { pin, strict, off };

/// One management address with a CLI, as the inventory says after groups and defaults were applied.
/// Known by its name, never by its address. Immutable: shared as shared_ptr<const Device>.
struct Device {
  std::string name;  ///< unique over all inventories
  std::string inventory;
  std::string address;   ///< host name or IP literal
  std::uint16_t port;    ///< given, or the transport's own (22, 23)
  std::string platform;  ///< the plugin's name, aliases resolved
  TransportKind transport = TransportKind::ssh;
  std::vector<std::string> credentials;  ///< names, tried in this order
  std::map<std::string, std::string> labels;
  std::vector<std::string> groups;    ///< its own and those they inherit from, for selectors
  std::vector<std::string> commands;  ///< instead of the platform's own; empty: those
  bool legacy = false;                ///< offer SHA-1, CBC and ssh-rsa to this device
  bool enable = false;                ///< raise the privilege before polling
  HostKeyPolicy hostkeys = HostKeyPolicy::pin;
  Keep keep = Keep::automatic;
  std::chrono::milliseconds deadline{30'000};  ///< for a whole poll
  DialectChanges dialect;                      ///< what is odd about its CLI
  bool operator==(const Device&) const = default;
};

/// What a device may be logged into with. Never printed, never stored.
struct Credential {
  std::string name;
  std::string username;
  Secret password;
  Secret private_key;  ///< PEM or OpenSSH text
  Secret passphrase;   ///< of the private key
  Secret enable;       ///< for the dialect's enable step
  bool operator==(const Credential&) const = default;
};

}  // namespace showd
