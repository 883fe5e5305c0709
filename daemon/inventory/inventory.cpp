#include "inventory/inventory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>
#include <unordered_map>

#include "base/read_file.hpp"
#include "config/read_file.hpp"
#include "inventory/parse_inventory.hpp"

namespace showd {
namespace {

namespace fs = std::filesystem;

/// *.yaml and *.yml by name. Hidden files are what editors and configuration managers have half
/// written.
std::vector<fs::path> files_of(const fs::path& directory, std::error_code& error) {
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path& file = entry->path();
    const bool yaml = file.extension() == ".yaml" || file.extension() == ".yml";
    if (yaml && !file.filename().native().starts_with('.')) files.push_back(file);
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// A source that cannot be read is a fault of the config that names it.
void note_unreadable(const InventorySource& source, const fs::path& path, const std::string& why,
                     const Config& config, Faults& faults) {
  const char* const key = source.is_directory ? "directory" : "file";
  faults.add(config.fault_at(fmt::format("inventories.{}.{}", source.name, key),
                             fmt::format("{} cannot be read: {}", path.string(), why),
                             "make it readable for showd, or mend the path"));
}

std::vector<fs::path> files_of(const InventorySource& source, const Config& config,
                               Faults& faults) {
  if (!source.is_directory) return {source.path};
  std::error_code error;
  std::vector<fs::path> files = files_of(source.path, error);
  if (error) note_unreadable(source, source.path, error.message(), config, faults);
  return files;
}

InventoryPtr load(const InventorySource& source, const InventoryContext& context,
                  DevicePlaces& places, Faults& faults) {
  auto inventory = std::make_shared<Inventory>();
  inventory->source = source;
  for (const fs::path& file : files_of(source, context.config, faults)) {
    const auto text = read_regular_file(file, kLargestFile);
    if (!text)
      note_unreadable(source, file, text.error(), context.config, faults);
    else
      parse_inventory(*text, file.string(), source, context, places, inventory->devices, faults);
  }
  return inventory;
}

void warn_of_unused_credentials(const std::vector<InventoryPtr>& inventories, const Config& config,
                                Faults& faults) {
  std::set<std::string_view> used;
  for (const InventoryPtr& inventory : inventories)
    for (const auto& [name, device] : inventory->devices)
      used.insert(device->credentials.begin(), device->credentials.end());
  for (const auto& [name, credential] : config.credentials) {
    if (used.contains(name)) continue;
    Fault unused = config.fault_at("credentials." + name, "no device uses this credential",
                                   "remove it, or name it in an inventory");
    unused.severity = Fault::Severity::warning;
    faults.add(std::move(unused));
  }
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

std::vector<InventoryPtr> load_inventories(const InventoryContext& context, Faults& faults) {
  DevicePlaces places;
  std::vector<InventoryPtr> inventories;
  for (const InventorySource& source : context.config.inventories)
    inventories.push_back(load(source, context, places, faults));
  // Where something could not be read, it may be used there.
  if (faults.errors() == 0) warn_of_unused_credentials(inventories, context.config, faults);
  return inventories;
}

std::vector<InventoryPtr> load_inventories(const InventoryContext& context) {
  Faults faults;
  auto inventories = load_inventories(context, faults);
  faults.refuse();
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
