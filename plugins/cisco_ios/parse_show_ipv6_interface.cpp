// Cisco IOS 15:
//   GigabitEthernet0/1 is up, line protocol is up
//     IPv6 is enabled, link-local address is FE80::F816:3EFF:FEFF:A049 [TEN]
//     No Virtual link-local address(es):
//     Global unicast address(es):
//       2001:DB8:405::1:1, subnet is 2001:DB8:405::1:0/112 [EUI/TEN]
//     Joined group address(es):
//       FF02::1
//     MTU is 1500 bytes
// Virtual addresses (HSRP's) and groups have no "subnet is" and are not the interface's. "MTU is"
// is IPv6's, and is left alone.
#include <optional>
#include <string_view>

#include "cisco_ios/headed_block.hpp"
#include "cisco_ios/parse.hpp"
#include "common/addresses.hpp"
#include "common/lines.hpp"

namespace cisco_ios {
namespace {

using showd::text::cut;
using showd::text::take_word;
using std::string_view;

class Ipv6Block : public HeadedBlock {
 public:
  Detail read(string_view line);

 private:
  // "Global unicast" is not needed to know an address by, and so has no place.
  enum Place : unsigned { kLinkLocal = 1, kUnicast, kJoined, kMtu };

  Detail at(Place place) { return sequence_.takes(place) ? Detail::taken : Detail::foreign; }
  Detail link_local(string_view rest);
  Detail unicast(string_view address, string_view subnet);

  showd::text::Sequence sequence_;
};

Detail Ipv6Block::link_local(string_view rest) {
  if (!sequence_.takes(kLinkLocal)) return Detail::foreign;
  if (const string_view address = take_word(rest); showd::text::is_ipv6(address))
    row.add_ipv6(address);
  return Detail::taken;
}

Detail Ipv6Block::unicast(string_view address, string_view subnet) {
  if (!sequence_.takes_again(kUnicast)) return Detail::foreign;
  const auto prefix = showd::text::take_prefix(subnet);
  address = take_word(address);  // a mark may follow: "[TEN]"
  if (showd::text::is_ipv6(address)) row.add_ipv6(address, prefix ? prefix->length : std::nullopt);
  return Detail::taken;
}

Detail Ipv6Block::read(string_view line) {
  if (line.starts_with("IPv6 is ")) {
    if (const auto halves = cut(line, "link-local address is ")) return link_local(halves->second);
    return at(kLinkLocal);
  }
  if (const auto halves = cut(line, ", subnet is ")) return unicast(halves->first, halves->second);
  if (line.starts_with("No global unicast address")) return at(kUnicast);
  if (line.starts_with("Joined group address")) return at(kJoined);
  if (line.starts_with("MTU is ")) return at(kMtu);
  return Detail::unknown;
}

}  // namespace

showd_status parse_show_ipv6_interface(string_view output, showd::Sink& rows) {
  return each_block<Ipv6Block>(output, rows);
}

}  // namespace cisco_ios
