#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.hpp"
#include "base/result.hpp"
#include "model/device.hpp"
#include "model/poll_result.hpp"

namespace showd {

/// The pinned host key of every device, in memory: the store's table is its copy on disk.
/// Thread: any.
class HostKeys {
 public:
  /// What a server's key means under the device's policy, before anything secret was sent.
  enum class Verdict { known, pinned_now };

  /// Errors (stage hostkey): hostkey_unknown under `strict`, hostkey_changed under `pin` and
  /// `strict`. First use under `pin` pins the key at once, so that a second poll before the
  /// recorder wrote it down already compares. A refused key is remembered for accept(), until the
  /// device shows its pinned one again.
  [[nodiscard]] Result<Verdict> check(const Device& device, const HostKey& shown);

  /// The key that was refused last, by device.
  [[nodiscard]] std::map<std::string, HostKey> refused() const;
  [[nodiscard]] std::optional<HostKey> refused(const std::string& device) const;

  /// Trusts the key that was refused last, if it is the one that a person was shown: `sha256` as in
  /// HostKey. Nothing, and nothing is changed, when it is another one by now, or none was refused.
  /// The key that is pinned may be accepted again.
  std::optional<HostKey> accept(const std::string& device, std::string_view sha256);

  /// Loaded from the store, or accepted by an operator.
  void trust(const std::string& device, HostKey key);
  /// Any of these, as a known_hosts file may have several of a host; the first is asked for.
  void trust(const std::string& device, std::vector<HostKey> keys);
  /// The next contact under `pin` is a first one again; what was refused before is forgotten, too.
  void forget(const std::string& device);
  [[nodiscard]] std::optional<HostKey> find(const std::string& device) const;

 private:
  using Pinned = std::map<std::string, std::vector<HostKey>>;  ///< one at least for each
  using Refused = std::map<std::string, HostKey>;
  Guarded<Pinned> pinned_;
  Guarded<Refused> refused_;
};

}  // namespace showd
