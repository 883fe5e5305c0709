#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fleet/fleet.hpp"
#include "http/routes.hpp"
#include "model/poll_result.hpp"

namespace showd {

/// What a person may ask of the running daemon. Called on the server's thread: each posts and
/// returns at once.
struct ControlActions {
  std::function<FleetSnapshotPtr()> fleet;
  std::function<void(std::vector<std::string> devices)> poll_now;
  /// By device.
  std::function<std::map<std::string, HostKey>()> refused_host_keys;
  /// Nothing when the key that was refused last is another one.
  std::function<std::optional<HostKey>(const std::string& device, const std::string& sha256)>
      accept_host_key;
  std::function<void(const std::string& device)> forget_host_key;
};

/// On the control socket only:
///   POST /api/v1/poll              body: {"devices": ["r1", ...]}; 202 {"requested_at_ts": ms, ...}
///   GET  /api/v1/hostkeys/refused  200 [{"device": "r1", "type": ..., "sha256": ...}, ...]
///   POST /api/v1/hostkeys/accept   body: {"device": "r1", "sha256": "SHA256:..."}; 200 with the
///                                  key, and the device is polled; 409 with the key that was
///                                  refused last when it is another one, or with none
///   POST /api/v1/hostkeys/forget   body: {"device": "r1"}; 200
/// Unknown devices are answered with 404 and their names. A poll is done when the device's
/// `last_poll_ts` in GET /api/v1/devices is not before `requested_at_ts`.
void add_control_api(Routes& routes, ControlActions actions);

}  // namespace showd
