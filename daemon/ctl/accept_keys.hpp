#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/poll_result.hpp"

namespace showd {

/// Who holds devices to their keys: the running daemon, or the database when none runs.
class KeyKeeper {
 public:
  virtual ~KeyKeeper() = default;
  /// The key that a device showed last and that is not trusted.
  [[nodiscard]] virtual std::optional<HostKey> refused(const std::string& device) = 0;
  /// Trusts the key of that fingerprint if it is still the one that was refused last. What went
  /// wrong, in words; empty: the device is held to it from now on.
  [[nodiscard]] virtual std::string accept(const std::string& device, const HostKey& key) = 0;
};

/// Accepts what each device shows, if it is one of `fingerprints`. Without fingerprints a person at
/// a terminal is shown the key and asked; nobody at one is told the command that would accept it.
/// `command` is what they would type before the device's name. Returns the exit status.
[[nodiscard]] int accept_keys(KeyKeeper& keeper, const std::vector<std::string>& devices,
                              const std::vector<std::string>& fingerprints,
                              const std::string& command);

}  // namespace showd
