#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "fleet/fleet.hpp"

namespace showd {

/// What is known beside the poll and decides how it is read.
struct Terms {
  /// It was another box: compare by name, carry nothing over.
  bool replaced = false;
  /// Nothing of the outputs could hide a row: what they do not list is not there.
  bool whole = true;
  /// Start of the poll before, which observed what is not missed.
  UtcMillis before = 0;
  /// Interfaces that one device may have, those included that are only not observed.
  std::size_t most = kMaxInterfaces;
};

struct Compared {
  std::vector<Change> changes;
  std::vector<Sighting> sightings;
  std::shared_ptr<const InterfaceTable> table;  ///< what is known after the poll
  std::size_t appeared = 0;                     ///< of `changes`
  std::size_t not_observed = 0;                 ///< of `table`: known, and not listed by this poll
  std::size_t in_doubt = 0;  ///< of those: vanished in a mass, the next poll has to confirm
  bool too_many = false;     ///< more than Terms::most; then nothing of the poll was taken
};

/// A good poll, whose interfaces it takes, against what was known. `before` may be null: then
/// everything has appeared. The table is `before` itself where the poll shows nothing else.
[[nodiscard]] Compared compare(std::shared_ptr<const InterfaceTable> before, PollResult& poll,
                               const Terms& terms);

}  // namespace showd
