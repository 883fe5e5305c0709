// FRR 8.4.4:
//   Interface ge2 is up, line protocol is down
//     Link ups:       1    last: 2026/11/22 22:38:06.11
//     Link downs:     1    last: 2026/11/22 22:38:07.13
//     vrf: default
//     Description: uplink to core
//     index 3 metric 0 mtu 1500 speed 10000
//     flags: <UP,BROADCAST,MULTICAST>
//     Type: Ethernet
//     HWaddr: 3e:ba:af:7c:bf:74
//     inet 10.1.2.1/24
//     inet6 2001:db8:1:2::1/64
//     Interface Type Other
//     Neighbor address(s):
//     inet6 fe80::5054:ff:fe33:68ee/128
// Other heads:
//   Interface ge3 is down                                       (administratively)
//   Interface ge4 is up, line protocol detection is disabled    (the RUNNING flag decides)
// The times of the last link change are local time, with no clock beside them: no age can be had.
// The lines are told apart by their words and stand in this order, also in Quagga, which lacks some
// of them; so one that comes too late shows that the head before it is missing. Most are none of
// our business: only those are explained that stand outside of an interface, or that look like ours
// and are not.
#include <array>
#include <optional>
#include <string_view>

#include "common/address_lists.hpp"
#include "common/addresses.hpp"
#include "common/blocks.hpp"
#include "common/lines.hpp"
#include "common/names.hpp"
#include "common/numbers.hpp"
#include "common/rows.hpp"
#include "frr/parse.hpp"

namespace frr {
namespace {

using showd::Row;
using showd::text::after;
using showd::text::Detail;
using showd::text::parse_number;
using showd::text::take_word;

/// The places of a block's lines.
enum Place : unsigned {
  link_ups = 1,
  description,
  index,
  flags,
  type,
  mac,
  bandwidth,
  address,
  behind
};

/// "Interface NAME is STATE"
struct Head {
  std::string_view name, state;
};

bool looks_like_own_head(std::string_view line) {
  return line.starts_with("Interface ") && line.find(" is ") != std::string_view::npos;
}

/// An `Interface ...` block while its lines come in; the states depend on several of them.
struct Block : showd::text::BlockOfLines {
  showd::text::Sequence order;
  showd::text::AddressLists addresses;
  std::optional<bool> admin_up;
  std::optional<bool> protocol_up;
  bool detected = true;  ///< false: not the line protocol, but the RUNNING flag decides
  std::optional<bool> running;
  bool not_present = false;  ///< configured, but the kernel has no such interface
  bool described = false;    ///< the line behind the description's place was read

  static std::optional<Head> head_of(std::string_view line);
  bool open(const Head& head);
  Detail read(std::string_view line);
  static bool opens_another(std::string_view line, showd::text::Details) {
    return showd::text::looks_like_head(line) || looks_like_own_head(line);
  }
  void finish();

 private:
  void put_states();
};

std::optional<Head> Block::head_of(std::string_view line) {
  if (!looks_like_own_head(line)) return std::nullopt;
  take_word(line);
  const std::string_view name = take_word(line);
  if (take_word(line) != "is") return std::nullopt;
  return Head{name, showd::text::trim(line)};
}

bool Block::open(const Head& head) {
  row.if_name(head.name);
  if (head.state == "down") admin_up = false;
  if (head.state == "up" || head.state.starts_with("up,")) admin_up = true;
  if (head.state == "up, line protocol is up") protocol_up = true;
  if (head.state == "up, line protocol is down") protocol_up = false;
  detected = head.state != "up" && head.state != "up, line protocol detection is disabled";
  return admin_up == false || protocol_up || !detected;
}

// "index 3 metric 0 mtu 1500 speed 10000"; Mbit/s. 0 (lo) and 4294967295 (bridge: -1) are unknown.
void read_numbers(std::string_view line, Block& block) {
  for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
    if (word == "inactive" || word == "pseudo") block.not_present = true;
    if (word != "index" && word != "mtu" && word != "speed") continue;
    const auto value = parse_number(take_word(line));
    if (word == "index" && value && *value != 0) block.row.if_index(value);
    if (word == "mtu") block.row.mtu(value);
    if (word == "speed" && value && *value != 0 && *value < UINT32_MAX)
      block.row.speed_bps(*value * 1'000'000);
  }
}

// "10.1.4.9/24 secondary", "10.200.0.1/32 peer 10.200.0.2/32 unnumbered"
bool read_address(std::string_view text, bool ipv6, Block& block) {
  const auto prefix = showd::text::parse_prefix(take_word(text));
  if (prefix && prefix->ipv6 == ipv6) {
    block.addresses.add(*prefix);
    return true;
  }
  block.addresses.doubt(ipv6);
  return false;
}

/// The lines of which a block has one, each at its place.
bool read_fact(Place place, std::string_view value, Block& block) {
  switch (place) {
    case description:
      block.row.if_alias(value);
      break;
    case index:
      block.described = true;
      read_numbers(value, block);
      break;
    case flags:
      if (!value.starts_with('<') || !value.ends_with('>')) return false;
      block.running = value.find("RUNNING") != std::string_view::npos;
      break;
    case type:
      block.row.type(value);
      break;
    case mac:
      if (showd::text::is_mac(value)) block.row.phys_address(value);
      break;
    case bandwidth:
      block.row.bandwidth_bps(showd::text::parse_speed_bps(value));
      return block.row.has(SHOWD_HAS_BANDWIDTH);
    default:
      break;
  }
  return true;
}

struct Known {
  std::string_view start;
  Place place;
  bool whole;  ///< the value is the whole line, not what follows `start`
};
constexpr std::array<Known, 8> kKnown = {
    Known{"Link ups:", link_ups, false}, Known{"Description:", description, false},
    Known{"index ", index, true},        Known{"pseudo interface", index, true},
    Known{"flags:", flags, false},       Known{"Type:", type, false},
    Known{"HWaddr:", mac, false},        Known{"bandwidth ", bandwidth, false}};

Detail Block::read(std::string_view line) {
  for (const Known& known : kKnown) {
    if (!line.starts_with(known.start)) continue;
    if (!order.takes(known.place)) return Detail::foreign;
    const auto value = known.whole ? line : *after(line, known.start);
    return read_fact(known.place, value, *this) ? Detail::taken : Detail::not_understood;
  }
  if (const auto inet = showd::text::after_inet(line)) {
    if (!order.takes_again(address)) return Detail::taken;  // a neighbour's
    return read_address(inet->rest, inet->ipv6, *this) ? Detail::taken : Detail::not_understood;
  }
  for (const std::string_view start : {"Interface Type ", "ND ", "Hosts use ", "Neighbor address"})
    if (line.starts_with(start)) static_cast<void>(order.takes_again(behind));
  if (line.starts_with("protodown: on")) row.reason(line);
  return Detail::unknown;
}

void Block::put_states() {
  if (not_present) {
    row.oper_status(SHOWD_OPER_NOT_PRESENT);
    return;
  }
  // Without its numbers and flags it may be one that the kernel does not have.
  if (!admin_up || (!described && !running)) return;
  row.admin_status(*admin_up ? SHOWD_ADMIN_UP : SHOWD_ADMIN_DOWN);
  const auto up = !*admin_up ? std::optional(false) : detected ? protocol_up : running;
  if (up) row.oper_status(*up ? SHOWD_OPER_UP : SHOWD_OPER_DOWN);
}

/// The description stands before the index, the addresses behind the flags. Of an interface that
/// the kernel does not have no address is listed.
void Block::finish() {
  put_states();
  if (described && !row.has(SHOWD_HAS_IF_ALIAS)) row.if_alias("");
  const bool complete = described && running && !not_present;
  addresses.put_into(row, complete, complete);
}

}  // namespace

showd_status parse_show_interface(std::string_view output, showd::Sink& rows) {
  return showd::text::each_block<Block>(output, rows);
}

}  // namespace frr
