#include "inventory/inventory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <unordered_map>

#include "config/read_file.hpp"
#include "inventory/parse_inventory.hpp"

namespace showd {
namespace {

namespace fs = std::filesystem;

/// *.yaml and *.yml by name. Hidden files are what editors and configuration managers have half
/// written.
std::vector<fs::path> files_of(const fs::path& directory) {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path& file = entry->path();
    const bool yaml = file.extension() == ".yaml" || file.extension() == ".yml";
    if (yaml && !file.filename().native().starts_with('.')) files.push_back(file);
  }
  if (error)
    throw ConfigError(fmt::format("{}: cannot be read: {}", directory.string(), error.message()));
  std::sort(files.begin(), files.end());
  return files;
}

InventoryPtr load(const InventorySource& source, const InventoryContext& context,
                  DevicePlaces& places) {
  auto inventory = std::make_shared<Inventory>();
  inventory->source = source;
  const std::vector<fs::path> files =
      source.is_directory ? files_of(source.path) : std::vector<fs::path>{source.path};
  for (const fs::path& file : files)
    parse_inventory(read_file(file), file.string(), source, context, places, inventory->devices);
  return inventory;
}

using ByName = std::unordered_map<std::string_view, const DevicePtr*>;

ByName index(const std::vector<InventoryPtr>& inventories) {
  ByName by_name;
  for (const InventoryPtr& inventory : inventories)
    for (const auto& [name, device] : inventory->devices) by_name.emplace(name, &device);
  return by_name;
}

bool same(const DevicePtr& one, const DevicePtr& other) { return one == other || *one == *other; }

}  // namespace

std::vector<InventoryPtr> load_inventories(const InventoryContext& context) {
  DevicePlaces places;
  std::vector<InventoryPtr> inventories;
  for (const InventorySource& source : context.config.inventories)
    inventories.push_back(load(source, context, places));
  return inventories;
}

InventoryDiff diff(const std::vector<InventoryPtr>& before,
                   const std::vector<InventoryPtr>& after) {
  InventoryDiff difference;
  const ByName old_devices = index(before);
  const ByName new_devices = index(after);
  for (const InventoryPtr& inventory : before)
    for (const auto& [name, device] : inventory->devices)
      if (!new_devices.contains(name)) difference.removed.push_back(device);
  for (const InventoryPtr& inventory : after) {
    for (const auto& [name, device] : inventory->devices) {
      const auto old = old_devices.find(name);
      if (old == old_devices.end())
        difference.added.push_back(device);
      else if (same(*old->second, device))
        ++difference.untouched;
      else
        difference.changed.push_back(device);
    }
  }
  return difference;
}

std::vector<InventoryPtr> adopt(const std::vector<InventoryPtr>& known,
                                std::vector<InventoryPtr> fresh) {
  const ByName old_devices = index(known);
  for (InventoryPtr& inventory : fresh) {
    auto adopted = std::make_shared<Inventory>(*inventory);
    for (auto& [name, device] : adopted->devices) {
      const auto old = old_devices.find(name);
      if (old != old_devices.end() && same(*old->second, device)) device = *old->second;
    }
    inventory = std::move(adopted);
  }
  return fresh;
}

}  // namespace showd
