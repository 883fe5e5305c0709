#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

#include "inventory/inventory.hpp"

namespace showd {

/// What showd would read, as far as it could be read.
struct Checked {
  std::shared_ptr<const Config> config;  ///< nullptr: not at all
  std::vector<InventoryPtr> inventories;
  std::size_t platforms = 0;
};

/// Reads the config, its secrets, plugins and inventories, and looks for its folders; what is wrong
/// goes into `faults`. Blocks: secret programs may take 10 s each.
[[nodiscard]] Checked check_all(const std::filesystem::path& file, Faults& faults);

}  // namespace showd
