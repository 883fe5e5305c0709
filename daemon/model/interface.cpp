#include "model/interface.hpp"

#include <utility>

namespace showd {
namespace {

template <class T>
void fill(std::optional<T>& into, std::optional<T>&& from) {
  if (!into && from) into = std::move(from);
}

void merge(Counters& into, Counters&& other) {
  for (auto member : {&Counters::in_octets, &Counters::out_octets, &Counters::in_packets,
                      &Counters::out_packets, &Counters::in_unicast_packets,
                      &Counters::out_unicast_packets, &Counters::in_multicast_packets,
                      &Counters::out_multicast_packets, &Counters::in_broadcast_packets,
                      &Counters::out_broadcast_packets, &Counters::in_errors, &Counters::out_errors,
                      &Counters::in_discards, &Counters::out_discards, &Counters::in_crc_errors})
    fill(into.*member, std::move(other.*member));
}

}  // namespace

std::string_view to_string(AdminStatus status) noexcept {
  switch (status) {
    case AdminStatus::up:
      return "up";
    case AdminStatus::down:
      return "down";
    case AdminStatus::testing:
      return "testing";
  }
  return "invalid";
}

std::string_view to_string(OperStatus status) noexcept {
  switch (status) {
    case OperStatus::up:
      return "up";
    case OperStatus::down:
      return "down";
    case OperStatus::testing:
      return "testing";
    case OperStatus::unknown:
      return "unknown";
    case OperStatus::dormant:
      return "dormant";
    case OperStatus::not_present:
      return "not-present";
    case OperStatus::lower_layer_down:
      return "lower-layer-down";
  }
  return "invalid";
}

std::string_view to_string(Duplex duplex) noexcept {
  return duplex == Duplex::full ? "full" : "half";
}

void merge(Interface& into, Interface&& other) {
  fill(into.if_index, std::move(other.if_index));
  fill(into.if_alias, std::move(other.if_alias));
  fill(into.admin_status, std::move(other.admin_status));
  fill(into.oper_status, std::move(other.oper_status));
  fill(into.reason, std::move(other.reason));
  fill(into.type, std::move(other.type));
  fill(into.phys_address, std::move(other.phys_address));
  fill(into.mtu, std::move(other.mtu));
  fill(into.speed_bps, std::move(other.speed_bps));
  fill(into.bandwidth_bps, std::move(other.bandwidth_bps));
  fill(into.duplex, std::move(other.duplex));
  fill(into.last_change_seconds, std::move(other.last_change_seconds));
  fill(into.ipv4, std::move(other.ipv4));
  fill(into.ipv6, std::move(other.ipv6));
  merge(into.counters, std::move(other.counters));
}

}  // namespace showd
