#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "inventory/inventory.hpp"

namespace showd {

/// Half a file looks like a wish to remove the other half. An inventory that loses more than half
/// of its devices keeps them for a minute, loudly; if it still says so then, they go. Smaller
/// changes, and all additions, pass at once; a device that moved to another inventory is not lost.
/// Thread: main.
class ShrinkGuard {
 public:
  explicit ShrinkGuard(const Clock& clock = system_clock()) : clock_(clock) {}

  /// What is to be applied after `known`: `fresh`, with devices put back that are not let go yet.
  [[nodiscard]] std::vector<InventoryPtr> pass(const std::vector<InventoryPtr>& known,
                                               std::vector<InventoryPtr> fresh);

  /// When to read the inventories again, as devices are due to be let go; nothing: none are kept.
  [[nodiscard]] std::optional<Monotonic> next() const;

 private:
  [[nodiscard]] bool keeps(const Inventory& known, std::size_t lost);

  const Clock& clock_;
  std::map<std::string, Monotonic> until_;  ///< by inventory: its devices are kept so long
};

}  // namespace showd
