#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "model/command_objection.hpp"
#include "model/device.hpp"

namespace showd {

using DevicePtr = std::shared_ptr<const Device>;

/// One inventory as it stood when it was read: devices by name. Immutable.
struct Inventory {
  InventorySource source;
  std::map<std::string, DevicePtr> devices;
};

using InventoryPtr = std::shared_ptr<const Inventory>;

/// What speaks against polling a device of this platform by `command`; an empty platform is any.
using CommandCheck = std::function<std::optional<CommandObjection>(const std::string& platform,
                                                                   std::string_view command)>;

/// What a device entry may refer to, and what it inherits when it says nothing.
struct InventoryContext {
  const Config& config;
  /// Platform name or alias -> name.
  const std::map<std::string, std::string, std::less<>>& platforms;
  /// For `commands`; empty: they are not judged.
  CommandCheck objection = {};
  bool knows_platforms = true;  ///< false: they could not be loaded, and any name is taken
};

/// Reads all inventories of the config: `defaults`, `groups` (inheriting from other groups),
/// `devices`. Precedence: the device's own keys, its groups in order, defaults, polling options.
/// Errors: ConfigError with all faults: "file:line: key: what was expected" for unknown keys, wrong
/// types, duplicate names (also in two inventories), unknown groups, platforms and credentials,
/// commands that are not asked.
[[nodiscard]] std::vector<InventoryPtr> load_inventories(const InventoryContext& context);

/// Likewise for those who go on: what could be read, with its faults and warnings in `faults`.
[[nodiscard]] std::vector<InventoryPtr> load_inventories(const InventoryContext& context,
                                                         Faults& faults);

/// From `before` to `after`. Untouched devices keep their very pointer in `after` (see adopt), so
/// sessions and timetables that hang on them stay.
struct InventoryDiff {
  std::vector<DevicePtr> added;
  std::vector<DevicePtr> removed;
  std::vector<DevicePtr> changed;  ///< the new values; same name, other content
  std::size_t untouched = 0;
};
[[nodiscard]] InventoryDiff diff(const std::vector<InventoryPtr>& before,
                                 const std::vector<InventoryPtr>& after);

/// `fresh` with every device that equals one of `known` replaced by that one's pointer.
[[nodiscard]] std::vector<InventoryPtr> adopt(const std::vector<InventoryPtr>& known,
                                              std::vector<InventoryPtr> fresh);

}  // namespace showd
