#include "metrics/fleet_families.hpp"

#include <map>
#include <set>
#include <type_traits>
#include <utility>
#include <vector>

#include "metrics/text_format.hpp"
#include "model/interface_facts.hpp"

namespace showd {
namespace {

/// Appends the lines of one family; `labels` is the prebuilt `device="r1",interface="Gi0/1"`.
class Lines {
 public:
  Lines(std::string& out, std::string_view family) : out_(out), family_(family) {}
  void at(std::string_view labels) { labels_ = labels; }

  template <class Number>
  void value(Number number) {
    begin();
    append_number(out_, number);
    out_ += '\n';
  }
  void flag(bool set) { value(std::uint64_t{set}); }
  void seconds(UtcMillis at) {
    begin();
    append_seconds(out_, at);
    out_ += '\n';
  }
  /// One more label on this line only.
  void value_with(std::string_view label, std::string_view text, std::uint64_t number) {
    out_.append(family_).append("{").append(labels_).append(",").append(label).append("=\"");
    append_label_value(out_, text);
    out_ += "\"} ";
    append_number(out_, number);
    out_ += '\n';
  }
  /// A line of value 1; `more` holds further labels and may be empty.
  void info(std::string_view more) {
    out_.append(family_).append("{").append(labels_);
    if (!more.empty()) out_.append(",").append(more);
    out_ += "} 1\n";
  }

 private:
  void begin() { out_.append(family_).append("{").append(labels_).append("} "); }

  std::string& out_;
  std::string_view family_;
  std::string_view labels_;
};

void write_polls(Lines& lines, const DeviceState& state) {
  if (!state.polls_by_result.contains("ok")) lines.value_with("result", "ok", 0);
  for (const auto& [result, count] : state.polls_by_result)
    lines.value_with("result", result, count);
}

/// Each stage from the start: increase() sees no growth to the first value of a series.
void write_failures(Lines& lines, const DeviceState& state) {
  for (std::size_t stage = 0; stage < state.failures_by_stage.size(); ++stage)
    lines.value_with("stage", to_string(static_cast<Stage>(stage)), state.failures_by_stage[stage]);
}

/// Inventory labels carry a prefix, so none can collide with ours.
std::string inventory_label(std::string_view key) { return "label_" + to_label_name(key); }

/// Two labels that become the same name ("a-b", "a_b") would make the server refuse the page: the
/// first one stays.
void write_device_info(Lines& lines, const DeviceState& state, const LabelNames& names) {
  if (!state.device) return;
  const Device& device = *state.device;
  std::string more;
  append_label(more, "inventory", device.inventory);
  append_label(more, "platform", device.platform);
  append_label(more, "address", device.address);
  append_label(more, "transport", device.transport == TransportKind::ssh ? "ssh" : "telnet");
  std::map<std::string, std::string_view> own;
  for (const auto& [key, text] : device.labels) own.emplace(inventory_label(key), text);
  for (const std::string& name : names) {
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

struct DeviceFamily {
  FamilyHead head;
  void (*write)(Lines&, const DeviceState&);
};
constexpr std::array kDeviceFamilies = {
    DeviceFamily{{"showd_device_reachable", "gauge",
                  "Whether the device's transport answered at the last poll (1) or not (0)."},
                 [](Lines& lines, const DeviceState& s) { lines.flag(s.reachable); }},
    DeviceFamily{{"showd_device_up", "gauge",
                  "Whether the last poll logged in and understood every required command."},
                 [](Lines& lines, const DeviceState& s) { lines.flag(s.up); }},
    DeviceFamily{{"showd_device_host_key_changed", "gauge",
                  "Whether the device last showed another host key than the pinned one (1)."},
                 [](Lines& lines, const DeviceState& s) { lines.flag(s.host_key_changed); }},
    DeviceFamily{{"showd_device_host_key_refused", "gauge",
                  "Whether the device last showed a host key that is not trusted (1)."},
                 [](Lines& lines, const DeviceState& s) { lines.flag(s.host_key_refused); }},
    DeviceFamily{{"showd_device_parse_unmatched_lines", "gauge",
                  "Lines of the device's last outputs that were not understood."},
                 [](Lines& lines, const DeviceState& s) {
                   if (s.parsed) lines.value(std::uint64_t{s.unmatched_lines});
                 }},
    DeviceFamily{{"showd_device_parse_lossy_outputs", "gauge",
                  "The device's last outputs of which a row was lost or that are in doubt."},
                 [](Lines& lines, const DeviceState& s) {
                   if (s.parsed) lines.value(std::uint64_t{s.lossy_outputs});
                 }},
    DeviceFamily{{"showd_device_interfaces_not_observed", "gauge",
                  "Known interfaces that the last good poll could not tell of."},
                 [](Lines& lines, const DeviceState& s) {
                   if (s.polls_by_result.contains("ok")) lines.value(std::uint64_t{s.not_observed});
                 }},
    DeviceFamily{{"showd_device_polls_total", "counter", "Polls of the device by result."},
                 write_polls},
    DeviceFamily{{"showd_device_poll_failures_total", "counter",
                  "Failed polls of the device by the stage where they failed."},
                 write_failures},
    DeviceFamily{{"showd_device_last_poll_duration_seconds", "gauge",
                  "How long the last poll of the device took."},
                 [](Lines& lines, const DeviceState& s) {
                   if (s.polled) lines.value(s.last_duration_seconds);
                 }},
    DeviceFamily{{"showd_device_last_success_timestamp_seconds", "gauge",
                  "When the device was last polled without failure; 0: never."},
                 [](Lines& lines, const DeviceState& s) { lines.seconds(s.last_success); }},
    DeviceFamily{{"showd_device_next_poll_timestamp_seconds", "gauge",
                  "When the device's next poll is due."},
                 [](Lines& lines, const DeviceState& s) {
                   if (s.next_poll != 0) lines.seconds(s.next_poll);
                 }},
};
constexpr FamilyHead kDeviceInfo{"showd_device_info", "gauge",
                                 "What the inventory says of the device; always 1."};

struct InterfaceFamily {
  FamilyHead head;
  void (*write)(Lines&, const InterfaceState&);
};
constexpr std::array kInterfaceFamilies = {
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

static_assert(kDeviceFamilies.size() + 1 + kInterfaceFamilies.size() + kCounterFacts.size() ==
              kFleetFamilies);

struct NamedInterface {
  const InterfaceState* state;
  std::string labels;
};

std::vector<NamedInterface> interfaces_of(const DeviceState& state, const std::string& device) {
  std::vector<NamedInterface> all;
  if (!state.interfaces) return all;
  all.reserve(state.interfaces->size());
  for (const InterfaceState& interface : *state.interfaces) {
    std::string labels = device;
    append_label(labels, "interface", interface.name());
    all.push_back({&interface, std::move(labels)});
  }
  return all;
}

}  // namespace

const std::array<FamilyHead, kFleetFamilies>& fleet_families() {
  static const auto counter_names = [] {
    std::array<std::string, kCounterFacts.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i)
      names[i] = std::string("showd_interface_") + kCounterFacts[i].series + "_total";
    return names;
  }();
  static const auto heads = [] {
    std::array<FamilyHead, kFleetFamilies> all;
    std::size_t i = 0;
    for (const auto& family : kDeviceFamilies) all[i++] = family.head;
    all[i++] = kDeviceInfo;
    for (const auto& family : kInterfaceFamilies) all[i++] = family.head;
    for (std::size_t counter = 0; counter < kCounterFacts.size(); ++counter)
      all[i++] = {counter_names[counter], "counter", kCounterFacts[counter].help};
    return all;
  }();
  return heads;
}

LabelNames label_names(const FleetSnapshot& fleet) {
  std::set<std::string_view> keys;
  for (const auto& [name, state] : fleet.devices)
    if (state->device)
      for (const auto& [key, text] : state->device->labels) keys.insert(key);
  std::set<std::string> names;
  for (const std::string_view key : keys) names.insert(inventory_label(key));
  return {names.begin(), names.end()};
}

DeviceFragment render_device(const std::string& name, DeviceStatePtr state,
                             const LabelNames& label_names) {
  std::string labels;
  append_label(labels, "device", name);
  const std::vector<NamedInterface> interfaces = interfaces_of(*state, labels);
  DeviceFragment made{name, state, {}, {}};
  std::string text;
  std::size_t i = 0;
  for (const auto& family : kDeviceFamilies) {
    Lines lines(text, family.head.name);
    lines.at(labels);
    family.write(lines, *state);
    made.end[i++] = text.size();
  }
  Lines info(text, kDeviceInfo.name);
  info.at(labels);
  write_device_info(info, *state, label_names);
  made.end[i++] = text.size();
  for (const auto& family : kInterfaceFamilies) {
    Lines lines(text, family.head.name);
    for (const auto& interface : interfaces) {
      lines.at(interface.labels);
      family.write(lines, *interface.state);
    }
    made.end[i++] = text.size();
  }
  for (const CounterFact& fact : kCounterFacts) {
    Lines lines(text, fleet_families()[i].name);
    for (const auto& interface : interfaces) {
      lines.at(interface.labels);
      const Counters::Value& count = (*interface.state->seen.counters).*fact.member;
      if (count) lines.value(*count);
    }
    made.end[i++] = text.size();
  }
  text.shrink_to_fit();  // it stays for as long as the device does not change
  made.text = std::move(text);
  return made;
}

}  // namespace showd
