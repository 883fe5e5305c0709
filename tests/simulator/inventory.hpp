#pragma once

#include <string>

#include "simulator.hpp"

namespace showd::simulator {

/// A showd inventory (YAML) of what is played. `transport`: ssh, telnet, or empty for ssh where a
/// device has it; a device without that transport is left out. `credentials`: the name under
/// `defaults:`; empty for none.
[[nodiscard]] std::string inventory_of(const Simulator& simulator, const std::string& transport,
                                       const std::string& credentials);

}  // namespace showd::simulator
