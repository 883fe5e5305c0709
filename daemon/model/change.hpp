#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "model/interface.hpp"

namespace showd {

/// A difference between two observations of one interface. Ages and counters are no change;
/// *not observed* (a gap) is not *unchanged*, and is not a change either.
struct Change {
  enum class Kind : std::uint8_t { appeared, changed, disappeared };
  Kind kind;
  std::string device;
  std::string if_name;
  UtcMillis at = 0;  ///< when the poll that saw it began
  Interface before;  ///< empty for appeared
  Interface after;   ///< empty for disappeared
};

/// A known interface comes out of sight, or into sight again. No change: nothing is known of it
/// in between.
struct Sighting {
  std::string if_name;
  bool observed;     ///< again; false: no longer
  UtcMillis at = 0;  ///< observed: now; else when it last was
};

}  // namespace showd
