#include "fleet/interface_table.hpp"

#include <algorithm>

namespace showd {

const InterfaceState* InterfaceTable::find(std::string_view if_name) const {
  const auto found = std::lower_bound(
      states_.begin(), states_.end(), if_name,
      [](const InterfaceState& state, std::string_view name) { return state.name() < name; });
  return found != states_.end() && found->name() == if_name ? &*found : nullptr;
}

}  // namespace showd
