/// What one device has on the fleet's page; private to this room.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "fleet/fleet.hpp"
#include "metrics/fleet_families.hpp"
#include "model/metric_choice.hpp"

namespace showd {

/// A MetricChoice as it is applied. Immutable.
class ChosenSeries {
 public:
  explicit ChosenSeries(MetricChoice choice = {});

  [[nodiscard]] bool has(const Interface& interface) const;
  [[nodiscard]] bool has_family(std::size_t interface_family) const {
    return families_[interface_family];
  }

 private:
  const MetricChoice choice_;
  std::array<bool, kInterfaceFamilies> families_{};
};

/// All lines of one device: those of family i stand in text[i == 0 ? 0 : end[i - 1], end[i]).
/// Immutable; keeps `of` alive, so that equal pointers mean equal content.
struct DeviceFragment {
  std::string name;
  DeviceStatePtr of;
  std::string text;
  std::array<std::size_t, kFleetFamilies> end{};
  std::size_t device_series = 0;
  std::size_t interface_series = 0;

  [[nodiscard]] std::string_view lines(std::size_t family) const {
    const std::size_t begin = family == 0 ? 0 : end[family - 1];
    return std::string_view(text).substr(begin, end[family] - begin);
  }
};

/// `label_names`: those of all devices.
[[nodiscard]] DeviceFragment render_device(const std::string& name, DeviceStatePtr state,
                                           const LabelNames& label_names,
                                           const ChosenSeries& chosen);

/// The same without the series of its interfaces.
[[nodiscard]] DeviceFragment without_interfaces(const DeviceFragment& whole);

}  // namespace showd
