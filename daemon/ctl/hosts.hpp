#pragma once

#include <string>
#include <vector>

#include "ctl/command_line.hpp"
#include "ctl/target.hpp"
#include "model/device.hpp"
#include "platform/platform.hpp"
#include "poll/credentials.hpp"

namespace showd {

/// The SELECTOR words of `run` and `poll`: devices of the inventories, and hosts that stand there.
struct Selection {
  std::vector<std::string> terms;
  std::vector<Target> hosts;  ///< each once

  /// No inventory is asked for, so no config file is needed.
  [[nodiscard]] bool is_hosts_alone() const { return terms.empty() && !hosts.empty(); }
};

/// Errors: UsageError; also for an option that is about hosts when none is named.
[[nodiscard]] Selection selection_of(const CommandLine& line);

/// `hosts` as devices of no inventory; whose keys they are held to is left open. Errors: UsageError
/// (no platform or an unknown one, no user name for SSH).
[[nodiscard]] std::vector<Device> devices_of(const std::vector<Target>& hosts,
                                             const CommandLine& line,
                                             const PlatformRegistry& platforms);

/// What those devices are logged into with, under names that no config gives. Asks for each secret
/// once, so it waits for a person. Errors: UsageError; SecretError for the key's file.
[[nodiscard]] Credentials credentials_of(const std::vector<Target>& hosts,
                                         const HostArguments& arguments);

}  // namespace showd
