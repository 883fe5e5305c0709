#include "inventory/groups.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"
#include "config/did_you_mean.hpp"

namespace showd {
namespace {

constexpr std::size_t kMostGroups = 64;  // of one device or group

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <class Map>
[[noreturn]] void refuse_unknown(const YamlValue& place, const std::string& name, const Map& map) {
  std::vector<std::string_view> known;
  for (const auto& entry : map) known.push_back(entry.first);
  place.refuse(fmt::format("unknown group '{}'{}", printable(name, 60), did_you_mean(name, known)));
}

}  // namespace

std::vector<YamlValue> read_group_names(YamlMap& map) {
  const auto value = map.find("groups");
  return value ? value->one_or_more(kMostGroups) : std::vector<YamlValue>();
}

void add_names(std::vector<std::string>& names, const std::string& name,
               const std::vector<std::string>& ancestors) {
  if (!contains(names, name)) names.push_back(name);
  for (const std::string& ancestor : ancestors)
    if (!contains(names, ancestor)) names.push_back(ancestor);
}

Groups::Groups(const std::optional<YamlValue>& value, const InventoryContext& context) {
  if (!value) return;
  for (const auto& [key, entry] : value->map().entries()) {
    if (!is_name(key)) entry.refuse("expected a name of letters, digits and ._:-");
    YamlMap map = entry.map();
    Settings settings = read_settings(map, context);
    std::vector<YamlValue> parents = read_group_names(map);
    map.refuse_others();
    written_.emplace(key, Written{entry, std::move(settings), std::move(parents)});
  }
  std::vector<std::string> under_way;
  for (const auto& [name, group] : written_) resolve(name, under_way);
}

const Groups::Group& Groups::find(const YamlValue& name) const {
  const std::string text = name.text("the name of a group");
  const auto found = resolved_.find(text);
  if (found == resolved_.end()) refuse_unknown(name, text, resolved_);
  return found->second;
}

const Groups::Group& Groups::resolve(const std::string& name, std::vector<std::string>& under_way) {
  if (const auto done = resolved_.find(name); done != resolved_.end()) return done->second;
  const Written& written = written_.find(name)->second;
  under_way.push_back(name);
  Group group{written.settings, {}};
  for (const YamlValue& parent : written.parents) {
    const std::string parent_name = parent.text("the name of a group");
    if (!written_.contains(parent_name)) refuse_unknown(parent, parent_name, written_);
    if (contains(under_way, parent_name))
      parent.refuse(fmt::format("groups inherit in a circle: {} > {}", fmt::join(under_way, " > "),
                                parent_name));
    if (under_way.size() >= 32) parent.refuse("expected at most 32 groups above each other");
    const Group& inherited = resolve(parent_name, under_way);
    inherit(group.settings, inherited.settings);
    add_names(group.ancestors, parent_name, inherited.ancestors);
  }
  under_way.pop_back();
  return resolved_.emplace(name, std::move(group)).first->second;
}

}  // namespace showd
