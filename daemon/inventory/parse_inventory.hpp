#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "config/yaml.hpp"
#include "inventory/inventory.hpp"

namespace showd {

/// Where every device was seen, over all files that must not share a name.
class DevicePlaces {
 public:
  /// Errors: ConfigError that names both places when the name was seen before.
  void note_name(const std::string& name, const YamlValue& value);
  /// Warns at `value` when another device has the same address and port: one of the two is polled
  /// twice.
  void note_address(const Device& device, const YamlValue& value);

 private:
  struct Place {
    std::string file;
    int line;
  };
  std::unordered_map<std::string, Place> names_;
  std::unordered_map<std::string, std::string> addresses_;  ///< "ADDRESS PORT" -> device
};

/// Adds the devices of one file's `text` to `devices`; those with faults are left out, and the
/// faults noted.
void parse_inventory(std::string_view text, const std::string& file, const InventorySource& source,
                     const InventoryContext& context, DevicePlaces& places,
                     std::map<std::string, DevicePtr>& devices, Faults& faults);

}  // namespace showd
