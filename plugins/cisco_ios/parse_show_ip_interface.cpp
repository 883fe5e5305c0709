// Cisco IOS 15:
//   GigabitEthernet0 is up, line protocol is up
//     Internet address is 192.0.2.1/24
//     Broadcast address is 255.255.255.255
//     MTU is 1500 bytes
//     Secondary address 198.51.100.1/24
//   GigabitEthernet0/0/0 is administratively down, line protocol is down
//     Internet protocol processing disabled
// "MTU is" is IP's, not the interface's, and is left alone.
#include <string_view>

#include "cisco_ios/headed_block.hpp"
#include "cisco_ios/parse.hpp"
#include "common/addresses.hpp"
#include "common/lines.hpp"

namespace cisco_ios {
namespace {

using showd::text::after;
using std::string_view;

class AddressBlock : public HeadedBlock {
 public:
  Detail read(string_view line);

 private:
  enum Place : unsigned { kAddress = 1, kBroadcast, kDetermined, kMtu, kDisabled };

  Detail at(Place place) { return sequence_.takes(place) ? Detail::taken : Detail::foreign; }
  void add(string_view given);

  showd::text::Sequence sequence_;
};

void AddressBlock::add(string_view given) {
  const auto prefix = showd::text::take_prefix(given);
  if (!prefix || prefix->ipv6) return;
  row.add_ipv4(prefix->address, prefix->length);
}

Detail AddressBlock::read(string_view line) {
  if (const auto secondary = after(line, "Secondary address ")) {
    if (sequence_.passed(kDisabled)) return Detail::foreign;
    add(*secondary);
    return Detail::taken;
  }
  const auto address = after(line, "Internet address is ");
  const bool negotiated = line.starts_with("Internet address will be negotiated");
  // Another's address is lent to it, and nobody says that it has none of its own.
  const bool unnumbered = line.starts_with("Interface is unnumbered");
  if (address || negotiated || unnumbered) {
    if (!sequence_.takes(kAddress)) return Detail::foreign;
    if (address) add(*address);
    if (negotiated) row.no_ipv4();
    return Detail::taken;
  }
  if (line.starts_with("Internet protocol processing disabled")) {
    // The block's only line: behind another it is of another block.
    if (sequence_.passed(kAddress) || !sequence_.takes(kDisabled)) return Detail::foreign;
    row.no_ipv4();
    return Detail::taken;
  }
  if (line.starts_with("Broadcast address is ")) return at(kBroadcast);
  if (line.starts_with("Address determined by ")) return at(kDetermined);
  if (line.starts_with("MTU is ")) return at(kMtu);
  return Detail::unknown;
}

}  // namespace

showd_status parse_show_ip_interface(string_view output, showd::Sink& rows) {
  return each_block<AddressBlock>(output, rows);
}

}  // namespace cisco_ios
