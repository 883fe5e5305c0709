#include <map>
#include <utility>

#include "platform/platform.hpp"

namespace showd {
namespace {

/// VRP's brief table prints "GigabitEthernet1/0/2(10G)" and "GigabitEthernet0/0/5(v)" where its
/// blocks print the bare name. Only together do the outputs tell that this is one interface.
void fold_marked_names(std::map<std::string, Interface>& by_name) {
  for (auto place = by_name.begin(); place != by_name.end();) {
    const std::string& name = place->first;
    const std::size_t open = name.ends_with(')') ? name.rfind('(') : std::string::npos;
    const auto bare =
        open == std::string::npos ? by_name.end() : by_name.find(name.substr(0, open));
    if (bare == by_name.end()) {
      ++place;
      continue;
    }
    merge(bare->second, std::move(place->second));
    place = by_name.erase(place);
  }
}

}  // namespace

std::vector<Interface> merge_interfaces(std::vector<std::vector<Interface>> outputs) {
  std::map<std::string, Interface> by_name;
  for (std::vector<Interface>& rows : outputs)
    for (Interface& row : rows) {
      std::string name = row.if_name;
      const auto [place, fresh] = by_name.try_emplace(std::move(name));
      if (fresh)
        place->second = std::move(row);
      else
        merge(place->second, std::move(row));
    }
  fold_marked_names(by_name);
  std::vector<Interface> merged;
  merged.reserve(by_name.size());
  for (auto& [name, row] : by_name) merged.push_back(std::move(row));
  return merged;
}

}  // namespace showd
