/// Keys that showd.yaml has under `polling` and an inventory has per device, read alike.
#pragma once

#include <chrono>

#include "config/yaml.hpp"
#include "model/device.hpp"

namespace showd {

[[nodiscard]] inline Keep read_keep(const YamlValue& value) {
  return value.one_of<Keep>(
      {{"auto", Keep::automatic}, {"always", Keep::always}, {"never", Keep::never}});
}

[[nodiscard]] inline HostKeyPolicy read_hostkeys(const YamlValue& value) {
  return value.one_of<HostKeyPolicy>({{"pin", HostKeyPolicy::pin},
                                      {"strict", HostKeyPolicy::strict},
                                      {"off", HostKeyPolicy::off}});
}

[[nodiscard]] inline std::chrono::milliseconds read_deadline(const YamlValue& value) {
  return value.duration(std::chrono::milliseconds(100), std::chrono::hours(1));
}

}  // namespace showd
