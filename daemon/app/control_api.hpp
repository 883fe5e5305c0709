#pragma once

#include <functional>
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
  std::function<std::optional<HostKey>(const std::string& device)> accept_host_key;
  std::function<void(const std::string& device)> forget_host_key;
};

/// On the control socket only:
///   POST /api/v1/poll              body: {"devices": ["r1", ...]}; 202 {"requested_at": ms, ...}
///   POST /api/v1/hostkeys/accept   body: {"device": "r1"}; 200 with the key, 409 if none was
///   refused POST /api/v1/hostkeys/forget   body: {"device": "r1"}; 200
/// Unknown devices are answered with 404 and their names. A poll is done when the device's
/// `last_poll` in GET /api/v1/devices is not before `requested_at`.
void add_control_api(Routes& routes, ControlActions actions);

}  // namespace showd
