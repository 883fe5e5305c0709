#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fleet/fleet.hpp"

namespace showd {

/// The API's JSON of a device's interfaces: an array of objects, facts by their names (see
/// model/interface_facts.hpp), what is not known left out. Text that is no UTF-8 becomes U+FFFD.
[[nodiscard]] std::string to_json(const InterfaceTable& interfaces);

/// Its inverse, for showctl; not what the fleet adds (since, changes), nor readings. Of what is no
/// such JSON, be it written by another version, it takes what it can read and leaves out the rest.
[[nodiscard]] std::vector<Interface> interfaces_from_json(std::string_view text);

}  // namespace showd
