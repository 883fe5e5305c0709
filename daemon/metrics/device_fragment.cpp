#include "metrics/device_fragment.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/glob.hpp"
#include "metrics/text_format.hpp"

namespace showd {
namespace {

bool any_matches(const std::vector<std::string>& globs, const std::string& text) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return glob_matches(glob, text); });
}

struct NamedInterface {
  const InterfaceState* state;
  std::string labels;
};

std::vector<NamedInterface> chosen_interfaces(const DeviceState& state, const std::string& device,
                                              const ChosenSeries& chosen) {
  std::vector<NamedInterface> all;
  if (!state.interfaces) return all;
  all.reserve(state.interfaces->size());
  for (const InterfaceState& interface : *state.interfaces) {
    if (!chosen.has(interface.seen)) continue;
    std::string labels = device;
    append_label(labels, "interface", interface.name());
    all.push_back({&interface, std::move(labels)});
  }
  return all;
}

void write_device(DeviceFragment& into, const ShownDevice& device, const std::string& labels) {
  for (std::size_t i = 0; i < kDeviceFamilies; ++i) {
    const DeviceFamily& family = device_families()[i];
    Lines lines(into.text, family.head.name, into.device_series);
    lines.at(labels);
    family.write(lines, device);
    into.end[i] = into.text.size();
  }
}

void write_interfaces(DeviceFragment& into, const std::vector<NamedInterface>& interfaces,
                      const ChosenSeries& chosen) {
  for (std::size_t i = 0; i < kInterfaceFamilies; ++i) {
    const InterfaceFamily& family = interface_series()[i];
    Lines lines(into.text, family.head.name, into.interface_series);
    if (chosen.has_family(i))
      for (const auto& [state, labels] : interfaces) {
        lines.at(labels);
        family.write(lines, *state);
      }
    into.end[kDeviceFamilies + i] = into.text.size();
  }
}

}  // namespace

ChosenSeries::ChosenSeries(MetricChoice choice) : choice_(std::move(choice)) {
  const auto& names = interface_families();
  for (std::size_t i = 0; i < families_.size(); ++i)
    families_[i] = choice_.families.empty() || any_matches(choice_.families, names.at(i));
}

bool ChosenSeries::has(const Interface& interface) const {
  const auto& [families, names, not_these, types] = choice_;
  return (names.empty() || any_matches(names, interface.if_name)) &&
         !any_matches(not_these, interface.if_name) &&
         (types.empty() || (interface.type && any_matches(types, *interface.type)));
}

DeviceFragment render_device(const std::string& name, DeviceStatePtr state,
                             const LabelNames& label_names, const ChosenSeries& chosen) {
  std::string labels;
  append_label(labels, "device", name);
  DeviceFragment made{name, state, {}, {}};
  write_device(made, {*state, label_names}, labels);
  write_interfaces(made, chosen_interfaces(*state, labels, chosen), chosen);
  made.text.shrink_to_fit();  // it stays for as long as the device does not change
  return made;
}

DeviceFragment without_interfaces(const DeviceFragment& whole) {
  const std::size_t end = whole.end[kDeviceFamilies - 1];
  DeviceFragment made{whole.name, whole.of, whole.text.substr(0, end), whole.end};
  std::fill(made.end.begin() + kDeviceFamilies, made.end.end(), end);
  made.device_series = whole.device_series;
  return made;
}

}  // namespace showd
