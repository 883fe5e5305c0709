#include "inventory/shrink_guard.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "base/log.hpp"

namespace showd {
namespace {

constexpr std::chrono::seconds kKept{60};

using Devices = std::map<std::string, DevicePtr>;

std::set<std::string_view> names_in(const std::vector<InventoryPtr>& inventories) {
  std::set<std::string_view> names;
  for (const InventoryPtr& inventory : inventories)
    for (const auto& [name, device] : inventory->devices) names.insert(name);
  return names;
}

Devices lost_from(const Inventory& known, const std::set<std::string_view>& still) {
  Devices lost;
  for (const auto& entry : known.devices)
    if (!still.contains(entry.first)) lost.insert(entry);
  return lost;
}

void put_back(std::vector<InventoryPtr>& fresh, const Inventory& known, const Devices& lost) {
  const auto found = std::find_if(fresh.begin(), fresh.end(), [&](const InventoryPtr& inventory) {
    return inventory->source.name == known.source.name;
  });
  auto whole = std::make_shared<Inventory>();
  whole->source = found == fresh.end() ? known.source : (*found)->source;
  if (found != fresh.end()) whole->devices = (*found)->devices;
  whole->devices.insert(lost.begin(), lost.end());
  if (found == fresh.end())
    fresh.push_back(std::move(whole));
  else
    *found = std::move(whole);
}

}  // namespace

std::vector<InventoryPtr> ShrinkGuard::pass(const std::vector<InventoryPtr>& known,
                                            std::vector<InventoryPtr> fresh) {
  std::vector<std::pair<InventoryPtr, Devices>> kept;
  const auto still = names_in(fresh);
  for (const InventoryPtr& inventory : known) {
    Devices lost = lost_from(*inventory, still);
    if (keeps(*inventory, lost.size())) kept.emplace_back(inventory, std::move(lost));
  }
  for (const auto& [inventory, lost] : kept) put_back(fresh, *inventory, lost);
  return fresh;
}

bool ShrinkGuard::keeps(const Inventory& known, std::size_t lost) {
  const std::string& name = known.source.name;
  if (2 * lost <= known.devices.size()) {
    if (until_.erase(name) > 0)
      log::info({.event = log::Event::inventory_recovered, .inventory = name},
                "inventory {}: most of its devices are back", name);
    return false;
  }
  const auto [place, fresh] = until_.try_emplace(name, clock_.now() + kKept);
  if (fresh)
    log::warning(
        {.event = log::Event::inventory_shrunk, .inventory = name},
        "inventory {} ({}) lost {} of its {} devices at once: they are kept for {} s, and go "
        "then if it still says so",
        name, known.source.path.string(), lost, known.devices.size(), kKept.count());
  if (clock_.now() < place->second) return true;
  until_.erase(place);
  log::warning({.event = log::Event::inventory_shrunk, .inventory = name},
               "inventory {}: lets go {} of its {} devices", name, lost, known.devices.size());
  return false;
}

std::optional<Monotonic> ShrinkGuard::next() const {
  std::optional<Monotonic> next;
  for (const auto& [name, until] : until_) next = next ? std::min(*next, until) : until;
  return next;
}

}  // namespace showd
