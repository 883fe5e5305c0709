/// The addresses of one interface while its lines come in. Texts are borrowed, as in lines.hpp.
#pragma once

#include <string_view>
#include <vector>

#include "common/addresses.hpp"
#include "showd/plugin.hpp"

namespace showd::text {

/// Of a family in which a line was not understood nothing is stated: half a list would say that the
/// other half is gone.
class AddressLists {
 public:
  /// A length that is too long for the family counts as none.
  void add(Prefix prefix);
  void doubt(bool ipv6) noexcept { (ipv6 ? ipv6_ : ipv4_).doubtful = true; }
  [[nodiscard]] bool has_ipv4() const noexcept { return !ipv4_.list.empty(); }
  [[nodiscard]] bool empty() const noexcept { return ipv4_.list.empty() && ipv6_.list.empty(); }

  /// `complete_...`: the output showed where addresses of that family would stand, so that a family
  /// without any has none.
  void put_into(Row& row, bool complete_ipv4, bool complete_ipv6) const;

 private:
  struct Family {
    std::vector<Prefix> list;
    bool doubtful = false;
  };
  Family ipv4_, ipv6_;
};

}  // namespace showd::text
