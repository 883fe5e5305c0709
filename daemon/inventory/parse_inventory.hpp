#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "inventory/inventory.hpp"

namespace showd {

/// Where every device name was seen, over all files that must not share one.
class DevicePlaces {
 public:
  /// Errors: ConfigError that names both places when `name` was seen before.
  void note(const std::string& name, const std::string& file, int line);

 private:
  struct Place {
    std::string file;
    int line;
  };
  std::unordered_map<std::string, Place> seen_;
};

/// Adds the devices of one file's `text` to `devices`. Errors: ConfigError.
void parse_inventory(std::string_view text, const std::string& file, const InventorySource& source,
                     const InventoryContext& context, DevicePlaces& places,
                     std::map<std::string, DevicePtr>& devices);

}  // namespace showd
