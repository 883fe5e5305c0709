/// The last known state of every device. The recorder thread owns the Fleet and turns each
/// PollResult into changes for the store and a new immutable snapshot for metrics and http.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/change.hpp"
#include "model/device.hpp"
#include "model/poll_result.hpp"

namespace showd {

/// One interface with what the fleet adds to its last observation.
struct InterfaceState {
  Interface seen;             ///< as of the device's last good poll
  UtcMillis since = 0;        ///< when the present state was first observed
  std::uint64_t changes = 0;  ///< of admin or oper status since showd started
  UtcMillis last_change = 0;  ///< device's own word if it gives an age, else ours; 0: not known
};

using InterfaceTable = std::map<std::string, InterfaceState>;

/// One device as readers see it; immutable, replaced as a whole by the next poll.
struct DeviceState {
  std::shared_ptr<const Device> device;
  bool polled = false;     ///< at least once since showd started
  bool reachable = false;  ///< transport answered at the last poll
  bool up = false;         ///< logged in and every required command parsed
  std::string result;      ///< of the last poll: "ok" or an Errc's name; "" before the first
  std::string stage;       ///< where it failed; "" if it did not
  std::string error;       ///< one line for people; "" if it did not
  UtcMillis last_poll = 0;
  UtcMillis last_success = 0;
  double last_duration_seconds = 0;
  std::uint32_t failures_in_a_row = 0;
  std::map<std::string, std::uint64_t> polls_by_result;  ///< since showd started
  std::map<std::string, std::uint64_t> failures_by_stage;
  /// Null when nothing is known, or no longer: three periods went by without a good poll.
  std::shared_ptr<const InterfaceTable> interfaces;
};

using DeviceStatePtr = std::shared_ptr<const DeviceState>;

/// Every configured device, by name. Immutable.
struct FleetSnapshot {
  std::map<std::string, DeviceStatePtr> devices;
};

}  // namespace showd
