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

#include "cisco_ios/headed_block.hpp"
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
  /// Lines known by what they start with; `rest` is what follows.
  struct Kind {
    string_view start;
    Place place;
    void (*read)(InterfaceBlock& block, string_view rest);
    bool several = false;                 ///< may come again
    bool (*fits)(string_view) = nullptr;  ///< of `rest`: whether it is this kind
  };
  static const Kind kKinds[];

  void hardware(string_view rest);
  void description(string_view rest);
  void address(string_view rest);
  void mtu(string_view rest);
  void duplex(string_view word, string_view rest);
  Detail take(const Kind& kind, string_view rest);

  showd::text::Sequence sequence_;
  InterfaceCounters counters_;
  bool described_ = false;
  bool addressed_ = false;  // the block has something to say about addresses
};

bool begins_with_digit(string_view text) { return !text.empty() && showd::text::is_digit(text[0]); }
bool is_empty(string_view text) { return text.empty(); }
bool has_two_queues(string_view text) { return text.find(';') != string_view::npos; }

using Block = InterfaceBlock;
const InterfaceBlock::Kind InterfaceBlock::kKinds[] = {
    {"Hardware is ", kHardware, [](Block& b, string_view rest) { b.hardware(rest); }},
    {"Description:", kDescription, [](Block& b, string_view rest) { b.description(rest); }},
    {"Internet address is ", kAddress, [](Block& b, string_view rest) { b.address(rest); }},
    // There is none yet.
    {"Internet address will be negotiated", kAddress,
     [](Block& b, string_view) { b.row.no_ipv4(); }},
    {"Secondary address ", kAddress, [](Block& b, string_view rest) { b.address(rest); }, true},
    // Another's address is lent to it, and nobody says that it has none of its own.
    {"Interface is unnumbered", kAddress, [](Block& b, string_view) { b.addressed_ = true; }},
    {"MTU ", kMtu, [](Block& b, string_view rest) { b.mtu(rest); }},
    {"Input queue:", kQueues, [](Block& b, string_view rest) { read_input_queue(rest, b.row); }},
    {"Output queue ", kQueues, [](Block& b, string_view rest) { read_both_queues(rest, b.row); },
     false, has_two_queues},
    {"Total output drops:", kTotalDrops,
     [](Block& b, string_view rest) { b.row.out_discards(parse_number(rest)); }},
    {"RX", kInput, [](Block& b, string_view) { b.counters_.begin_received(); }, false, is_empty},
    {"TX", kOutput, [](Block& b, string_view) { b.counters_.begin_sent(); }, false, is_empty},
    {"Received ", kReceived, [](Block& b, string_view rest) { b.counters_.received(rest); }},
    {"Output ", kSent, [](Block& b, string_view rest) { b.counters_.sent(rest); }, false,
     begins_with_digit},
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
  row.add_ipv4(prefix->address, prefix->length);
}

// "MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,"; older: "BW 10000 Kbit, DLY ...";
// pseudowires: "MTU 8900 bytes, BW not configured"
void InterfaceBlock::mtu(string_view rest) {
  while (!rest.empty()) {
    string_view field = showd::text::take_item(rest);
    if (const auto bandwidth = after(field, "BW "))
      row.bandwidth_bps(showd::text::parse_speed_bps(*bandwidth));
    const auto bytes = parse_number(take_word(field));
    if (after(field, " bytes") == "") row.mtu(bytes);
  }
}

/// "Full-duplex", "Half Duplex", "Auto-duplex (Full)": nothing if `field` is no such thing.
std::optional<string_view> duplex_word(string_view field) {
  constexpr std::size_t kWord = 4;  // letters of "full"
  constexpr string_view kDuplex = "duplex";
  if (field.size() < kWord + 1 + kDuplex.size() ||
      !starts_with_nocase(field.substr(kWord + 1), kDuplex))
    return std::nullopt;
  const auto brackets = cut(field, "(");
  return brackets ? brackets->second : field.substr(0, kWord);
}

/// "1000Mb/s", "10Gbps"; "Auto Speed (100)", in Mb/s; nothing for "Auto-speed".
Row::Number port_speed(string_view field) {
  if (const auto brackets = cut(field, "("); brackets && brackets->second.ends_with(')')) {
    const string_view inside = brackets->second.substr(0, brackets->second.size() - 1);
    const auto megabits = parse_number(inside);
    return megabits && *megabits < 10'000'000 ? Row::Number(*megabits * 1'000'000) : std::nullopt;
  }
  return showd::text::parse_speed_bps(field);
}

// "Full-duplex, 1000Mb/s, ..."; "Half Duplex, 10Mbps, ..."; "Auto-duplex, Auto-speed, ...";
// IOS 12.0: "Auto-duplex (Full), Auto Speed (100), 100BaseTX/FX"
void InterfaceBlock::duplex(string_view word, string_view rest) {
  if (starts_with_nocase(word, "full")) row.duplex(SHOWD_DUPLEX_FULL);
  if (starts_with_nocase(word, "half")) row.duplex(SHOWD_DUPLEX_HALF);
  const auto speed = cut(rest, ",");
  const auto bps = port_speed(speed ? speed->first : rest);
  if (bps && *bps > 0) row.speed_bps(bps);
}

Detail InterfaceBlock::take(const Kind& kind, string_view rest) {
  const bool own = kind.several ? sequence_.takes_again(kind.place) : sequence_.takes(kind.place);
  if (!own) return Detail::foreign;
  kind.read(*this, rest);
  return Detail::taken;
}

Detail InterfaceBlock::read(string_view line) {
  if (begins_with_digit(line)) return counters_.read_numbers(line, sequence_, row);
  for (const Kind& kind : kKinds)
    if (const auto rest = after(line, kind.start); rest && (!kind.fits || kind.fits(*rest)))
      return take(kind, *rest);
  if (const auto fields = cut(line, ",")) {
    if (const auto word = duplex_word(fields->first)) {
      if (!sequence_.takes_again(kDuplex)) return Detail::foreign;  // IOSv has two such lines
      duplex(*word, fields->second);
      return Detail::taken;
    }
  }
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
