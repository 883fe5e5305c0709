#include "model/change.hpp"

namespace showd {
namespace {

template <class T>
bool unlike(const std::optional<T>& before, const std::optional<T>& after) {
  return before && after && *before != *after;
}

}  // namespace

bool differs(const Interface& before, const Interface& after) {
  return unlike(before.admin_status, after.admin_status) ||
         unlike(before.oper_status, after.oper_status) || unlike(before.reason, after.reason) ||
         unlike(before.type, after.type) || unlike(before.phys_address, after.phys_address) ||
         unlike(before.mtu, after.mtu) || unlike(before.speed_bps, after.speed_bps) ||
         unlike(before.bandwidth_bps, after.bandwidth_bps) || unlike(before.duplex, after.duplex) ||
         unlike(before.if_alias, after.if_alias) || unlike(before.ipv4, after.ipv4) ||
         unlike(before.ipv6, after.ipv6);
}

}  // namespace showd
