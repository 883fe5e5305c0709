#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/device.hpp"

namespace showd {

/// A host that stands on the command line: telnet://192.0.2.9:9000, ssh://admin@r2,
/// ssh://[2001:db8::1]:2022.
struct Target {
  std::string word;  ///< as it stands there, which is the device's name
  TransportKind transport;
  std::optional<std::string> user;
  std::string address;  ///< without brackets
  std::uint16_t port;   ///< given, or the transport's own
};

/// Whether a word is one, and no selector of an inventory's devices.
[[nodiscard]] bool is_target(std::string_view word);

/// Errors: UsageError, which does not quote a word with a password in it.
[[nodiscard]] Target parse_target(const std::string& word);

}  // namespace showd
