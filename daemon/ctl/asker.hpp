#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ctl/chooser.hpp"
#include "model/poll_result.hpp"
#include "poll/host_keys.hpp"

namespace showd {

/// Everything showctl needs to ask devices by itself, without a daemon: secrets and pinned keys,
/// too. Thread: the one that made it.
class Asker {
 public:
  /// Errors: ConfigError, std::runtime_error.
  explicit Asker(const std::filesystem::path& config_file);

  [[nodiscard]] const Config& config() const noexcept { return chooser_.config(); }
  [[nodiscard]] HostKeys& host_keys() noexcept { return host_keys_; }
  [[nodiscard]] std::vector<DevicePtr> select(const std::vector<std::string>& terms) const {
    return chooser_.select(terms);
  }

  /// Polls `devices` at once, or types `raw_commands` on them instead; `each` is called for every
  /// result as it comes, in this thread.
  void ask(const std::vector<DevicePtr>& devices, const std::vector<std::string>& raw_commands,
           const std::function<void(PollResult&&)>& each);

 private:
  Chooser chooser_;
  HostKeys host_keys_;
};

}  // namespace showd
