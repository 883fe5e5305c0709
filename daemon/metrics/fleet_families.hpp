/// Which series a device has, as one table; private to this room.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fleet/fleet.hpp"
#include "model/interface_facts.hpp"

namespace showd {

struct FamilyHead {
  std::string_view name;
  std::string_view type;  ///< "gauge" or "counter"
  std::string_view help;
};

/// The device's, the interface's, and one for each counter.
inline constexpr std::size_t kFleetFamilies = 13 + 8 + kCounterFacts.size();

/// In the page's order. Constant.
[[nodiscard]] const std::array<FamilyHead, kFleetFamilies>& fleet_families();

/// Of showd_device_info, beside its own: "label_site". Sorted.
using LabelNames = std::vector<std::string>;

/// Those of all devices together: one family has one set of labels.
[[nodiscard]] LabelNames label_names(const FleetSnapshot& fleet);

/// All lines of one device: those of family i stand in text[i == 0 ? 0 : end[i - 1], end[i]).
/// Immutable; keeps `of` alive, so that equal pointers mean equal content.
struct DeviceFragment {
  std::string name;
  DeviceStatePtr of;
  std::string text;
  std::array<std::size_t, kFleetFamilies> end{};

  [[nodiscard]] std::string_view lines(std::size_t family) const {
    const std::size_t begin = family == 0 ? 0 : end[family - 1];
    return std::string_view(text).substr(begin, end[family] - begin);
  }
};

/// A label that is in `label_names` and not the device's is empty.
[[nodiscard]] DeviceFragment render_device(const std::string& name, DeviceStatePtr state,
                                           const LabelNames& label_names);

}  // namespace showd
