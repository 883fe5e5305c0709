#pragma once

#include <memory>
#include <vector>

#include "fleet/fleet.hpp"

namespace showd {

struct Compared {
  std::vector<Change> changes;
  std::shared_ptr<const InterfaceTable> table;  ///< what is known after the poll
};

/// A good poll against what was known. `before` may be null: then everything has appeared.
/// `replaced`: it was another box; compare by name, carry nothing over.
[[nodiscard]] Compared compare(const InterfaceTable* before, const PollResult& poll, bool replaced);

}  // namespace showd
