#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ctl/chooser.hpp"
#include "ctl/hosts.hpp"
#include "ctl/user_known_hosts.hpp"
#include "model/poll_result.hpp"
#include "poll/credentials.hpp"
#include "poll/host_keys.hpp"

namespace showd {

/// Everything showctl needs to ask devices by itself, without a daemon: secrets and pinned keys,
/// too. Thread: the one that made it.
class Asker {
 public:
  /// Errors: ConfigError, std::runtime_error.
  explicit Asker(std::shared_ptr<const Config> config);

  [[nodiscard]] const Config& config() const noexcept { return chooser_.config(); }
  [[nodiscard]] const PlatformRegistry& platforms() const noexcept { return chooser_.platforms(); }
  [[nodiscard]] HostKeys& host_keys() noexcept { return host_keys_; }
  [[nodiscard]] std::vector<DevicePtr> select(const std::vector<std::string>& terms) const {
    return chooser_.select(terms);
  }
  /// Those of the inventories and the hosts; asks a person for the latter's secrets.
  /// Errors: UsageError, SecretError.
  [[nodiscard]] std::vector<DevicePtr> select(const Selection& selection, const CommandLine& line);

  /// Polls `devices` at once, or types `raw_commands` on them instead; `each` is called for every
  /// result as it comes, in this thread.
  void ask(const std::vector<DevicePtr>& devices, const std::vector<std::string>& raw_commands,
           const std::function<void(PollResult&&)>& each);

  /// Host keys that hosts showed for the first time go to the user's known hosts; a line for each.
  [[nodiscard]] std::vector<std::string> keep_new_keys();

 private:
  void note_new_key(const PollResult& result);

  Chooser chooser_;
  Credentials credentials_;
  HostKeys host_keys_;
  std::optional<UserKnownHosts> known_hosts_;  ///< of hosts
  std::vector<std::pair<DevicePtr, HostKey>> new_keys_;
};

/// What `selection` needs of a config: nothing of a file if it is hosts alone, unless one is named;
/// then no inventory and no secret is read. Errors: ConfigError.
[[nodiscard]] std::shared_ptr<const Config> config_for(const Selection& selection,
                                                       const CommandLine& line, Secrets secrets);

}  // namespace showd
