#include "metrics/fleet_families.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <type_traits>
#include <utility>

#include "metrics/text_format.hpp"
#include "model/metric_choice.hpp"

namespace showd {
namespace {

void write_polls(Lines& lines, const ShownDevice& device) {
  const DeviceState& state = device.state;
  if (!state.polls_by_result.contains("ok")) lines.value_with("result", "ok", 0);
  for (const auto& [result, count] : state.polls_by_result)
    lines.value_with("result", result, count);
}

/// Each stage from the start: increase() sees no growth to the first value of a series.
void write_failures(Lines& lines, const ShownDevice& shown) {
  const auto& failures = shown.state.failures_by_stage;
  for (std::size_t stage = 0; stage < failures.size(); ++stage)
    lines.value_with("stage", to_string(static_cast<Stage>(stage)), failures[stage]);
}

/// Two labels that become the same name ("a-b", "a_b") would make the server refuse the page: the
/// first one stays.
void write_device_info(Lines& lines, const ShownDevice& shown) {
  if (!shown.state.device) return;
  const Device& device = *shown.state.device;
  std::string more;
  append_label(more, "inventory", device.inventory);
  append_label(more, "platform", device.platform);
  append_label(more, "address", device.address);
  append_label(more, "transport", to_string(device.transport));
  std::map<std::string, std::string_view> own;
  for (const auto& [key, text] : device.labels) own.emplace(inventory_label(key), text);
  for (const std::string& name : shown.label_names) {
    const auto found = own.find(name);
    append_label(more, name, found == own.end() ? std::string_view() : found->second);
  }
  lines.info(more);
}

std::string label_text(const std::string& text) { return text; }

template <class Value>
std::string label_text(const Value& value) {
  if constexpr (std::is_enum_v<Value>)
    return std::string(to_string(value));
  else
    return std::to_string(value);
}

void write_interface_info(Lines& lines, const InterfaceState& state) {
  std::string more;
  each_stored_fact([&](const auto& fact) {
    if (const auto& known = state.seen.*fact.member; known && fact.is_label)
      append_label(more, fact.heading, label_text(*known));
  });
  lines.info(more);
}

constexpr std::array<DeviceFamily, kDeviceFamilies> kOfDevices = {
    DeviceFamily{{"showd_device_reachable", "gauge",
                  "Whether the device's transport answered at the last poll (1) or not (0)."},
                 [](Lines& lines, const ShownDevice& d) { lines.flag(d.state.reachable); }},
    DeviceFamily{{"showd_device_up", "gauge",
                  "Whether the last poll logged in and understood every required command."},
                 [](Lines& lines, const ShownDevice& d) { lines.flag(d.state.up); }},
    DeviceFamily{{"showd_device_host_key_changed", "gauge",
                  "Whether the device last showed another host key than the pinned one (1)."},
                 [](Lines& lines, const ShownDevice& d) { lines.flag(d.state.host_key_changed); }},
    DeviceFamily{{"showd_device_host_key_refused", "gauge",
                  "Whether the device last showed a host key that is not trusted (1)."},
                 [](Lines& lines, const ShownDevice& d) { lines.flag(d.state.host_key_refused); }},
    DeviceFamily{{"showd_device_parse_unmatched_lines", "gauge",
                  "Lines of the device's last outputs that were not understood."},
                 [](Lines& lines, const ShownDevice& d) {
                   if (d.state.parsed) lines.value(std::uint64_t{d.state.unmatched_lines});
                 }},
    DeviceFamily{{"showd_device_parse_lossy_outputs", "gauge",
                  "The device's last outputs of which a row was lost or that are in doubt."},
                 [](Lines& lines, const ShownDevice& d) {
                   if (d.state.parsed) lines.value(std::uint64_t{d.state.lossy_outputs});
                 }},
    DeviceFamily{{"showd_device_interfaces_not_observed", "gauge",
                  "Known interfaces that the last good poll could not tell of."},
                 [](Lines& lines, const ShownDevice& d) {
                   if (d.state.polls_by_result.contains("ok"))
                     lines.value(std::uint64_t{d.state.not_observed});
                 }},
    DeviceFamily{{"showd_device_polls_total", "counter", "Polls of the device by result."},
                 write_polls},
    DeviceFamily{{"showd_device_poll_failures_total", "counter",
                  "Failed polls of the device by the stage where they failed."},
                 write_failures},
    DeviceFamily{{"showd_device_last_poll_duration_seconds", "gauge",
                  "How long the last poll of the device took."},
                 [](Lines& lines, const ShownDevice& d) {
                   if (d.state.polled) lines.value(d.state.last_duration_seconds);
                 }},
    DeviceFamily{{"showd_device_last_success_timestamp_seconds", "gauge",
                  "When the device was last polled without failure; 0: never."},
                 [](Lines& lines, const ShownDevice& d) { lines.seconds(d.state.last_success); }},
    DeviceFamily{{"showd_device_next_poll_timestamp_seconds", "gauge",
                  "When the device's next poll is due."},
                 [](Lines& lines, const ShownDevice& d) {
                   if (d.state.next_poll != 0) lines.seconds(d.state.next_poll);
                 }},
    DeviceFamily{{"showd_device_info", "gauge", "What the inventory says of the device; always 1."},
                 write_device_info},
};

constexpr std::array kOwn = {
    InterfaceFamily{{"showd_interface_up", "gauge",
                     "Whether the interface's operational status is up (1) or anything else (0)."},
                    [](Lines& lines, const InterfaceState& s) {
                      if (s.seen.oper_status) lines.flag(*s.seen.oper_status == OperStatus::up);
                    }},
    InterfaceFamily{{"showd_interface_admin_up", "gauge",
                     "Whether the interface is enabled by its configuration."},
                    [](Lines& lines, const InterfaceState& s) {
                      if (s.seen.admin_status) lines.flag(*s.seen.admin_status == AdminStatus::up);
                    }},
    InterfaceFamily{{"showd_interface_oper_status", "gauge",
                     "ifOperStatus (RFC 2863): 1 up, 2 down, 3 testing, 4 unknown, 5 dormant, "
                     "6 not present, 7 lower layer down."},
                    [](Lines& lines, const InterfaceState& s) {
                      if (s.seen.oper_status)
                        lines.value(static_cast<std::uint64_t>(*s.seen.oper_status));
                    }},
    InterfaceFamily{{"showd_interface_speed_bytes_per_second", "gauge",
                     "Speed of the interface; times 8 for bits."},
                    [](Lines& lines, const InterfaceState& s) {
                      if (!s.seen.speed_bps) return;
                      if (*s.seen.speed_bps % 8 == 0)
                        lines.value(*s.seen.speed_bps / 8);
                      else
                        lines.value(static_cast<double>(*s.seen.speed_bps) / 8);
                    }},
    InterfaceFamily{{"showd_interface_mtu_bytes", "gauge", "MTU of the interface."},
                    [](Lines& lines, const InterfaceState& s) {
                      if (s.seen.mtu) lines.value(std::uint64_t{*s.seen.mtu});
                    }},
    InterfaceFamily{{"showd_interface_last_change_timestamp_seconds", "gauge",
                     "When the interface last changed its state, as far as known."},
                    [](Lines& lines, const InterfaceState& s) {
                      if (s.last_change != 0) lines.seconds(s.last_change);
                    }},
    InterfaceFamily{{"showd_interface_state_changes_total", "counter",
                     "Changes of administrative or operational status seen since showd started."},
                    [](Lines& lines, const InterfaceState& s) { lines.value(s.changes); }},
    InterfaceFamily{{"showd_interface_info", "gauge",
                     "Description, MAC address and hardware type of the interface; always 1."},
                    write_interface_info},
};

static_assert(kOwn.size() + kCounterFacts.size() == kInterfaceFamilies);

template <std::size_t Fact>
void write_counter(Lines& lines, const InterfaceState& state) {
  const Counters::Value& count = (*state.seen.counters).*kCounterFacts[Fact].member;
  if (count) lines.value(*count);
}

using InterfaceFamilies = std::array<InterfaceFamily, kInterfaceFamilies>;

/// Our own, and behind them one for each counter.
template <std::size_t... Fact>
InterfaceFamilies with_counters(std::index_sequence<Fact...>) {
  static const std::array names{"showd_interface_" + std::string(kCounterFacts[Fact].series) +
                                "_total" ...};
  InterfaceFamilies all{};
  const auto counters = std::copy(kOwn.begin(), kOwn.end(), all.begin());
  ((counters[Fact] = {{names[Fact], "counter", kCounterFacts[Fact].help}, write_counter<Fact>}),
   ...);
  return all;
}

}  // namespace

std::string inventory_label(std::string_view key) { return "label_" + to_label_name(key); }

const std::array<DeviceFamily, kDeviceFamilies>& device_families() { return kOfDevices; }

const std::array<InterfaceFamily, kInterfaceFamilies>& interface_series() {
  static const auto all = with_counters(std::make_index_sequence<kCounterFacts.size()>());
  return all;
}

const FamilyHead& fleet_family(std::size_t family) {
  return family < kDeviceFamilies ? device_families()[family].head
                                  : interface_series()[family - kDeviceFamilies].head;
}

}  // namespace showd
