#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "model/device.hpp"
#include "poll/host_keys.hpp"

namespace showd {

/// The SSH host keys that hosts on the command line are held to: those of OpenSSH.
///
///   accept-new  what ~/.ssh/known_hosts and /etc/ssh/ssh_known_hosts have; the key of a host that
///               they do not name is trusted and added to the former (the default, as
///               StrictHostKeyChecking=accept-new of ssh_config(5))
///   strict      those files alone
///   FILE        that file alone
///   off         any key
class UserKnownHosts {
 public:
  /// Errors: UsageError for a mode that is none and no file; std::runtime_error.
  explicit UserKnownHosts(const std::optional<std::string>& mode);

  /// Has `keys` trust what the files have for `device`, and sets its policy.
  void hold(Device& device, HostKeys& keys) const;
  /// Adds a key that was met under accept-new; what is to be told of it, in one line.
  [[nodiscard]] std::string add(const Device& device, const HostKey& key) const;

 private:
  HostKeyPolicy policy_ = HostKeyPolicy::pin;
  std::filesystem::path own_;  ///< ~/.ssh/known_hosts
  std::string known_;          ///< the texts of all files
};

}  // namespace showd
