#include "common/address_lists.hpp"

namespace showd::text {

void AddressLists::add(Prefix prefix) {
  if (prefix.length > (prefix.ipv6 ? 128u : 32u)) prefix.length.reset();
  (prefix.ipv6 ? ipv6_ : ipv4_).list.push_back(prefix);
}

void AddressLists::put_into(Row& row, bool complete_ipv4, bool complete_ipv6) const {
  if (!ipv4_.doubtful) {
    for (const Prefix& one : ipv4_.list) row.add_ipv4(one.address, one.length);
    if (complete_ipv4) row.no_ipv4();
  }
  if (!ipv6_.doubtful) {
    for (const Prefix& one : ipv6_.list) row.add_ipv6(one.address, one.length);
    if (complete_ipv6) row.no_ipv6();
  }
}

}  // namespace showd::text
