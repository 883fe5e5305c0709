/// Which interface series the devices of an inventory have.
#pragma once

#include <string>
#include <vector>

namespace showd {

/// All of them, unless something is said. Globs, see base/glob.hpp.
struct MetricChoice {
  std::vector<std::string> families;    ///< on interface_families(); empty: all
  std::vector<std::string> interfaces;  ///< on if_name; empty: all
  std::vector<std::string> exclude;     ///< on if_name: of those, not these
  std::vector<std::string> types;       ///< on the type, which then has to be known; empty: all
  bool operator==(const MetricChoice&) const = default;
};

/// What follows "showd_interface_" in the families' names, in the order of the page.
[[nodiscard]] const std::vector<std::string>& interface_families();

}  // namespace showd
