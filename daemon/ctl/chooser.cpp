#include "ctl/chooser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/utf8.hpp"
#include "config/did_you_mean.hpp"
#include "ctl/command_line.hpp"
#include "inventory/selector.hpp"
#include "poll/command_check.hpp"
#include "store/reader.hpp"

namespace showd {
namespace {

bool is_plain_name(const std::string& term) {
  return term.find_first_of("*?[=") == std::string::npos;
}

Selector selector_of(const std::vector<std::string>& terms) {
  try {
    return Selector(terms);
  } catch (const std::invalid_argument& fault) {
    throw UsageError(fault.what());
  }
}

std::vector<DevicePtr> chosen_from(const std::vector<InventoryPtr>& inventories,
                                   const std::vector<std::string>& terms) {
  const Selector selector = selector_of(terms);
  std::vector<DevicePtr> chosen;
  for (const InventoryPtr& inventory : inventories)
    for (const auto& [name, device] : inventory->devices)
      if (selector.matches(*device)) chosen.push_back(device);
  return chosen;
}

/// Every term that fits a device of `inventories`, globs apart.
std::set<std::string> fitting_terms(const std::vector<InventoryPtr>& inventories) {
  std::set<std::string> terms;
  for (const InventoryPtr& inventory : inventories)
    for (const auto& [name, device] : inventory->devices) {
      terms.insert(name);
      terms.insert("inventory=" + device->inventory);
      terms.insert("platform=" + device->platform);
      for (const std::string& group : device->groups) terms.insert("group=" + group);
      for (const auto& [key, value] : device->labels)
        terms.insert(fmt::format("label:{}={}", key, value));
    }
  return terms;
}

bool fits(const std::vector<InventoryPtr>& inventories, const std::string& term) {
  if (!is_plain_name(term)) return !chosen_from(inventories, {term}).empty();
  return std::any_of(inventories.begin(), inventories.end(), [&](const InventoryPtr& inventory) {
    return inventory->devices.contains(term);
  });
}

[[noreturn]] void refuse(const std::string& term, const std::vector<InventoryPtr>& inventories) {
  const std::set<std::string> known = fitting_terms(inventories);
  const std::vector<std::string_view> views(known.begin(), known.end());
  throw UsageError(fmt::format("no device {} '{}'{}", is_plain_name(term) ? "is named" : "fits",
                               printable(term, 60), did_you_mean(term, views)));
}

/// Of those, which the database knows; none when it cannot be read.
std::set<std::string> recorded(const std::vector<std::string>& names, const Config& config) {
  std::set<std::string> known;
  StoreFilter filter;
  filter.devices = names;
  try {
    const auto table = StoreReader(config.store.path).device_names(filter);
    if (!table) throw std::runtime_error(table.error().message);
    for (const std::vector<Cell>& row : table->rows) known.insert(std::get<std::string>(row[0]));
  } catch (const StoreError&) {  // told by the question that follows
  }
  return known;
}

}  // namespace

Chooser::Chooser(std::shared_ptr<const Config> config)
    : config_(std::move(config)),
      platforms_(config_->plugins),
      inventories_(load_inventories({*config_, platforms_.names(), command_check(platforms_)})) {}

DevicePtr Chooser::find(const std::string& name) const {
  for (const InventoryPtr& inventory : inventories_)
    if (const auto found = inventory->devices.find(name); found != inventory->devices.end())
      return found->second;
  return nullptr;
}

std::vector<DevicePtr> Chooser::select(const std::vector<std::string>& terms) const {
  std::vector<DevicePtr> chosen = chosen_from(inventories_, terms);
  for (const std::string& term : terms)
    if (!fits(inventories_, term)) refuse(term, inventories_);
  if (chosen.empty())
    throw UsageError(terms.empty() ? "the inventories have no devices"
                                   : "no device fits all of the selector at once");
  std::sort(chosen.begin(), chosen.end(),
            [](const DevicePtr& one, const DevicePtr& other) { return one->name < other->name; });
  return chosen;
}

const Chooser& DeviceNames::chooser() {
  if (!chooser_) chooser_.emplace(config_);
  return *chooser_;
}

std::vector<std::string> DeviceNames::of(const std::vector<std::string>& terms) {
  if (std::all_of(terms.begin(), terms.end(), is_plain_name)) {
    const std::set<std::string> known = recorded(terms, *config_);
    std::vector<std::string> unknown;
    std::copy_if(terms.begin(), terms.end(), std::back_inserter(unknown),
                 [&](const std::string& name) { return !known.contains(name); });
    if (!unknown.empty()) (void)chooser().select(unknown);
    return terms;
  }
  std::vector<std::string> names;
  for (const DevicePtr& device : chooser().select(terms)) names.push_back(device->name);
  return names;
}

}  // namespace showd
