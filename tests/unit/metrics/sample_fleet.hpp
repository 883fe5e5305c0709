#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "fleet/fleet.hpp"

namespace showd {

inline std::shared_ptr<const Device> sample_device(const std::string& name) {
  auto device = std::make_shared<Device>();
  device->name = name;
  device->inventory = "core";
  device->address = "192.0.2.1";
  device->port = 22;
  device->platform = "cisco_ios";
  return device;
}

/// An interface with every fact that has a series.
inline InterfaceState sample_interface(const std::string& name) {
  InterfaceState state;
  state.seen.if_name = name;
  state.seen.if_alias = "to core";
  state.seen.admin_status = AdminStatus::up;
  state.seen.oper_status = OperStatus::lower_layer_down;
  state.seen.type = "10/100/1000BaseTX";
  state.seen.if_index = 7;
  state.seen.phys_address = "aa:bb:cc:dd:ee:ff";
  state.seen.mtu = 1500;
  state.seen.speed_bps = 1'000'000'000;
  state.changes = 3;
  state.last_change = 1'700'000'000'250;
  std::uint64_t next = 1;
  Counters& c = state.seen.counters.write();
  for (auto* counter :
       {&c.in_octets, &c.out_octets, &c.in_packets, &c.out_packets, &c.in_unicast_packets,
        &c.out_unicast_packets, &c.in_multicast_packets, &c.out_multicast_packets,
        &c.in_broadcast_packets, &c.out_broadcast_packets, &c.in_errors, &c.out_errors,
        &c.in_discards, &c.out_discards, &c.in_crc_errors})
    *counter = next++;
  return state;
}

/// Configured, never polled.
inline DeviceState new_device_state(const std::string& name) {
  DeviceState state;
  state.device = sample_device(name);
  return state;
}

inline DeviceState polled_device_state(const std::string& name,
                                       std::vector<InterfaceState> interfaces) {
  DeviceState state = new_device_state(name);
  state.polled = state.reachable = state.up = true;
  state.result = "ok";
  state.last_poll = state.last_success = 1'700'000'000'000;
  state.next_poll = 1'700'000'060'000;
  state.last_duration_seconds = 0.1;
  state.polls_by_result = {{"ok", 2}};
  std::sort(interfaces.begin(), interfaces.end(),
            [](const auto& one, const auto& other) { return one.name() < other.name(); });
  state.interfaces = std::make_shared<const InterfaceTable>(std::move(interfaces));
  return state;
}

inline void put(FleetSnapshot& fleet, DeviceState state) {
  const std::string name = state.device->name;
  fleet.devices[name] = std::make_shared<const DeviceState>(std::move(state));
}

/// `devices` with `interfaces` each, all facts known: 30 series an interface or so.
inline FleetSnapshot sample_fleet(std::size_t devices, std::size_t interfaces) {
  FleetSnapshot fleet;
  for (std::size_t d = 0; d < devices; ++d) {
    std::vector<InterfaceState> table;
    for (std::size_t i = 0; i < interfaces; ++i)
      table.push_back(sample_interface("GigabitEthernet1/0/" + std::to_string(i)));
    put(fleet, polled_device_state("access-switch-" + std::to_string(d), std::move(table)));
  }
  return fleet;
}

}  // namespace showd
