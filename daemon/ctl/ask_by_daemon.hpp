#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ctl/daemon_client.hpp"
#include "inventory/inventory.hpp"
#include "model/poll_result.hpp"

namespace showd {

/// Has the running daemon type `commands` on `devices`; `each` is called for every answer as it
/// comes, in this thread. A device of which nothing is heard in time is answered as a timeout.
/// Errors: std::runtime_error, what the daemon says against it.
void ask_by_daemon(DaemonClient& daemon, const std::vector<DevicePtr>& devices,
                   const std::vector<std::string>& commands,
                   const std::function<void(PollResult&&)>& each);

}  // namespace showd
