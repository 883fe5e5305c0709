#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/interface.hpp"

namespace showd {

/// What the store remembers of a device, handed to the fleet so that the first poll after a start
/// is compared with what was there before: a restart is a gap, not a change.
struct KnownDevice {
  struct Port {
    Interface state;      ///< no counters, no age
    UtcMillis since = 0;  ///< admin and oper status are as they are since then
    /// When it was last observed, if that is not last_ok: later polls could not tell of it.
    std::optional<UtcMillis> last_seen;
  };
  std::string name;
  std::string address;   ///< as of the last poll
  std::string platform;  ///< likewise
  UtcMillis last_ok = 0;
  std::vector<Port> ports;  ///< those that were there at last_ok
};

}  // namespace showd
