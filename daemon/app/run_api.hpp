#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/answers.hpp"
#include "fleet/fleet.hpp"
#include "http/routes.hpp"

namespace showd {

/// Commands that a person has the daemon type, since the secrets are the unit's.
struct Question {
  std::uint64_t number;
  std::vector<std::shared_ptr<const Device>> devices;
  std::vector<std::string> commands;
};

/// Where questions go. Called on the server's thread: each returns at once.
struct RunActions {
  std::function<FleetSnapshotPtr()> fleet;
  /// Brings an answer for each device to Answers::take(), under the question's number.
  std::function<void(Question)> ask;
  std::shared_ptr<Answers> answers;
};

/// On the control socket only, whose group is the operators':
///   POST /api/v1/run          body: {"devices": ["r1", ...], "commands": ["show clock", ...]};
///                             202 {"run": 7, "devices": 1}; 404 with the devices that are unknown;
///                             429 when too many wait. Who asked what stands in the log.
///   POST /api/v1/run/answers  body: {"run": 7}; 200 {"last": false, "answers": [{"device": "r1",
///                             "result": "ok", "duration_ms": 12, "outputs": [{"command": "show
///                             clock", "output": "..."}]}, ...]}: what has come since the last
///                             call; a failure has "stage" and "error", too. 404: no such run.
/// The allow-list holds here as everywhere: what is not read-only is answered command_forbidden.
void add_run_api(Routes& routes, RunActions actions);

}  // namespace showd
