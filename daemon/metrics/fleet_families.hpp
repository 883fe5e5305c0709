/// Which series a device and its interfaces have, as two tables; private to this room.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fleet/fleet.hpp"
#include "metrics/lines.hpp"
#include "model/interface_facts.hpp"

namespace showd {

/// Of showd_device_info, beside its own: "label_site". Sorted.
using LabelNames = std::vector<std::string>;

/// The name of an inventory's label there. It carries a prefix, so that none can collide with ours.
[[nodiscard]] std::string inventory_label(std::string_view key);

struct ShownDevice {
  const DeviceState& state;
  const LabelNames& label_names;  ///< those of all devices: one that it has not is empty
};
struct DeviceFamily {
  FamilyHead head;
  void (*write)(Lines&, const ShownDevice&);
};
struct InterfaceFamily {
  FamilyHead head;
  void (*write)(Lines&, const InterfaceState&);
};

inline constexpr std::size_t kDeviceFamilies = 13;
inline constexpr std::size_t kInterfaceFamilies = 8 + kCounterFacts.size();
inline constexpr std::size_t kFleetFamilies = kDeviceFamilies + kInterfaceFamilies;

/// In the page's order, the device's first. Constant.
[[nodiscard]] const std::array<DeviceFamily, kDeviceFamilies>& device_families();
/// Likewise; in the order of interface_families().
[[nodiscard]] const std::array<InterfaceFamily, kInterfaceFamilies>& interface_series();
/// Of both, one after the other.
[[nodiscard]] const FamilyHead& fleet_family(std::size_t family);

}  // namespace showd
