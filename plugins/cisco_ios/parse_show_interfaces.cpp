// Cisco IOS 15.2 (Catalyst):
//   GigabitEthernet0/1 is up, line protocol is up (connected)
//     Hardware is iGbE, address is 0050.56be.0a01 (bia 0050.56be.0a01)
//     Description: to core
//     Internet address is 192.0.2.1/30
//     MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,
//     Full-duplex, 1000Mb/s, link type is auto, media type is RJ45
//     Input queue: 0/75/3/0 (size/max/drops/flushes); Total output drops: 4
//        83 packets input, 14855 bytes, 0 no buffer
//        Received 70 broadcasts (60 multicasts)
//        2 input errors, 1 CRC, 0 frame, 0 overrun, 0 ignored
//        0 watchdog, 60 multicast, 0 pause input
//        15513 packets output, 2510810 bytes, 0 underruns
//        1 output errors, 0 collisions, 3 interface resets
// What is configured appears, what is not does not: a block that came as far as the MTU, or
// farther, and had no "Description" before it says that there is none.
#include <string_view>

#include "cisco_ios/each_block.hpp"
#include "cisco_ios/interface_counters.hpp"
#include "cisco_ios/parse.hpp"
#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "common/numbers.hpp"

namespace cisco_ios {
namespace {

using showd::Row;
using showd::text::after;
using showd::text::cut;
using showd::text::parse_number;
using showd::text::starts_with_nocase;
using showd::text::take_word;
using std::string_view;

class InterfaceBlock : public HeadedBlock {
 public:
  Detail read(string_view line);
  void finish();

 private:
  struct Kind {
    string_view start;
    Place place;
    void (InterfaceBlock::*read)(string_view rest);
  };
  static const Kind kKinds[];

  void hardware(string_view rest);
  void description(string_view rest);
  void address(string_view rest);
  void no_address(string_view rest);
  void mtu(string_view rest);
  bool duplex(string_view line, Detail& detail);

  showd::text::Sequence sequence_;
  InterfaceCounters counters_;
  bool described_ = false;
  bool addressed_ = false;  // the block has something to say about addresses
};

const InterfaceBlock::Kind InterfaceBlock::kKinds[] = {
    {"Hardware is ", kHardware, &InterfaceBlock::hardware},
    {"Description:", kDescription, &InterfaceBlock::description},
    {"Internet address is ", kAddress, &InterfaceBlock::address},
    {"Internet address will be negotiated", kAddress, &InterfaceBlock::no_address},
    {"Secondary address ", kAddress, &InterfaceBlock::address},
    {"Interface is unnumbered", kAddress, &InterfaceBlock::no_address},
    {"MTU ", kMtu, &InterfaceBlock::mtu},
};

// "Hardware is iGbE, address is 0050.56be.0a01 (bia 0050.56be.0a01)"; "Hardware is Loopback"
void InterfaceBlock::hardware(string_view rest) {
  const auto halves = cut(rest, ", address is ");
  row.type(halves ? halves->first : rest);
  if (!halves) return;
  string_view address = halves->second;
  address = take_word(address);
  address = address.substr(0, address.find('('));
  if (showd::text::is_mac(address)) row.phys_address(address);
}

void InterfaceBlock::description(string_view rest) {
  row.if_alias(rest);
  described_ = true;
}

// "Internet address is 192.0.2.1/30", and other forms of the mask
void InterfaceBlock::address(string_view rest) {
  addressed_ = true;
  const auto prefix = showd::text::take_prefix(rest);
  if (!prefix || prefix->ipv6) return;
  row.add_ipv4(prefix->address, prefix->length.value_or(SHOWD_PREFIX_LENGTH_UNKNOWN));
}

// "Internet address will be negotiated using DHCP": there is none yet. "Interface is unnumbered.
// Using address of Loopback0 (192.0.2.1)": another's, and nobody says that it has none.
void InterfaceBlock::no_address(string_view rest) {
  addressed_ = true;
  if (rest.starts_with("using ")) row.no_ipv4();
}

// "MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,"; older: "BW 10000 Kbit, DLY ..."
void InterfaceBlock::mtu(string_view rest) {
  const auto value = parse_number(take_word(rest));
  if (const string_view unit = take_word(rest); unit == "bytes" || unit == "bytes,") row.mtu(value);
  const auto behind = cut(rest, "BW ");
  if (!behind) return;
  const auto bandwidth = cut(behind->second, ",");
  row.bandwidth_bps(showd::text::parse_speed_bps(bandwidth ? bandwidth->first : behind->second));
}

// "Full-duplex, 1000Mb/s, ..."; "Half Duplex, 10Mbps, ..."; "Auto-duplex, Auto-speed, ..."; IOSv
// has two such lines.
bool InterfaceBlock::duplex(string_view line, Detail& detail) {
  const auto fields = cut(line, ",");
  if (!fields) return false;
  const string_view word = fields->first;
  const bool full = starts_with_nocase(word, "full");
  const bool half = starts_with_nocase(word, "half");
  const bool automatic = starts_with_nocase(word, "auto");
  if (word.size() != 11 || (!full && !half && !automatic)) return false;
  if (!starts_with_nocase(word.substr(5), "duplex")) return false;
  detail = sequence_.takes_again(kDuplex) ? Detail::taken : Detail::foreign;
  if (detail == Detail::foreign) return true;
  if (full || half) row.duplex(full ? SHOWD_DUPLEX_FULL : SHOWD_DUPLEX_HALF);
  const auto speed = cut(fields->second, ",");
  const auto bps = showd::text::parse_speed_bps(speed ? speed->first : fields->second);
  if (bps && *bps > 0) row.speed_bps(bps);
  return true;
}

Detail InterfaceBlock::read(string_view line) {
  for (const Kind& kind : kKinds) {
    const auto rest = after(line, kind.start);
    if (!rest) continue;
    const bool again = kind.start == "Secondary address ";
    if (!(again ? sequence_.takes_again(kind.place) : sequence_.takes(kind.place)))
      return Detail::foreign;
    (this->*kind.read)(*rest);
    return Detail::taken;
  }
  Detail detail = Detail::unknown;
  if (duplex(line, detail)) return detail;
  bool foreign = false;
  if (counters_.read(line, sequence_, row, foreign))
    return foreign ? Detail::foreign : Detail::taken;
  if (line.starts_with("Internet address")) addressed_ = true;  // in words that are new to us
  return Detail::unknown;
}

void InterfaceBlock::finish() {
  counters_.finish(row);
  if (!sequence_.passed(kMtu)) return;
  if (!described_) row.if_alias("");
  if (!addressed_) row.no_ipv4();
}

}  // namespace

showd_status parse_show_interfaces(string_view output, showd::Sink& rows) {
  return each_block<InterfaceBlock>(output, rows);
}

}  // namespace cisco_ios
