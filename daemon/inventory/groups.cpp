#include "inventory/groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/utf8.hpp"
#include "config/did_you_mean.hpp"

namespace showd {
namespace {

constexpr std::size_t kMostGroups = 64;  // of one device or group

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Settings unreadable() {
  Settings settings;
  settings.whole = false;
  return settings;
}

template <class Map>
[[noreturn]] void refuse_unknown(const YamlValue& place, const std::string& name, const Map& map) {
  std::vector<std::string_view> known;
  for (const auto& entry : map) known.push_back(entry.first);
  place.refuse(fmt::format("unknown group '{}'", printable(name, 60)), suggestion(name, known));
}

}  // namespace

std::vector<YamlValue> read_group_names(const YamlValue& value) {
  return value.one_or_more(kMostGroups);
}

void add_names(std::vector<std::string>& names, const std::string& name,
               const std::vector<std::string>& ancestors) {
  if (!contains(names, name)) names.push_back(name);
  for (const std::string& ancestor : ancestors)
    if (!contains(names, ancestor)) names.push_back(ancestor);
}

Groups::Groups(const std::optional<YamlValue>& value, const InventoryContext& context, bool all)
    : all_(all || value) {
  if (!value) return;
  all_ = value->faults().attempt([&] {
    for (const YamlMap::Entry& entry : value->map().entries())
      if (!value->faults().attempt([&] { read(entry, context); }))
        written_.emplace(entry.key, Written{entry.value, unreadable(), {}});
  });
  std::vector<std::string> under_way;
  for (const auto& [name, group] : written_) resolve(name, under_way);
}

void Groups::read(const YamlMap::Entry& entry, const InventoryContext& context) {
  const std::string name = entry.name("a name");
  YamlMap map = entry.map();
  Settings settings = read_settings(map, context);
  std::vector<YamlValue> parents;
  map.read("groups", parents, read_group_names);
  map.refuse_others();
  settings.whole = map.sound();
  written_.emplace(name, Written{entry.value, std::move(settings), std::move(parents)});
}

const Groups::Group& Groups::find(const YamlValue& name) const {
  const std::string text = name.text("the name of a group");
  static const Group unknown{unreadable(), {}};
  if (!all_) return unknown;
  const auto found = resolved_.find(text);
  if (found == resolved_.end()) refuse_unknown(name, text, resolved_);
  return found->second;
}

const Groups::Group& Groups::resolve(const std::string& name, std::vector<std::string>& under_way) {
  if (const auto done = resolved_.find(name); done != resolved_.end()) return done->second;
  const Written& written = written_.find(name)->second;
  under_way.push_back(name);
  Group group{written.settings, {}};
  for (const YamlValue& parent : written.parents)
    group.settings.whole &= parent.faults().attempt([&] { add_parent(group, parent, under_way); });
  under_way.pop_back();
  return resolved_.emplace(name, std::move(group)).first->second;
}

void Groups::add_parent(Group& group, const YamlValue& parent,
                        std::vector<std::string>& under_way) {
  const std::string name = parent.text("the name of a group");
  if (!written_.contains(name)) refuse_unknown(parent, name, written_);
  if (contains(under_way, name))
    parent.refuse(
        fmt::format("groups inherit in a circle: {} > {}", fmt::join(under_way, " > "), name),
        "remove one of these");
  if (under_way.size() >= 32)
    parent.refuse_plainly("expected at most 32 groups above each other", "merge some");
  const Group& inherited = resolve(name, under_way);
  inherit(group.settings, inherited.settings);
  add_names(group.ancestors, name, inherited.ancestors);
}

void Groups::warn_of_unused(const std::map<std::string, DevicePtr>& devices) const {
  std::set<std::string_view> used;
  for (const auto& [name, device] : devices)
    used.insert(device->groups.begin(), device->groups.end());
  for (const auto& [name, group] : written_)
    if (!used.contains(name))
      group.place.warn("no device belongs to this group", "remove it, or name it at a device");
}

}  // namespace showd
