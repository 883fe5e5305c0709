// VRP 5.170 (S, AR) and VRP 8 (CE, NE):
//   GigabitEthernet0/0/1 current state : UP (ifindex: 22)
//   Line protocol current state : UP
//   Description:uplink
//   Switch Port, PVID :    1, TPID : 8100(Hex), The Maximum Frame Length is 9216
//   Route Port,The Maximum Transmit Unit is 1500
//   Internet Address is 192.0.2.1/24
//   IP Sending Frames' Format is PKTFMT_ETHNT_2, Hardware address is 00e0-fc12-3456
//   Last physical up time   : 2022-10-13 09:37:04
//   Last physical down time : 2022-10-13 09:37:03
//   Current system time: 2022-10-13 13:12:05
//   Speed : 1000,  Loopback: NONE
//   Duplex: FULL,  Negotiation: ENABLE
//   Input:  6460 packets, 768740 bytes
//     Unicast:                  0,  Multicast:                6460
//     Discard:                  0,  Total Error:                 0
//   Output:  6460 packets, 768740 bytes
// On some models blanks stand around the colons, an address has the word "Sub" or how it was got
// before it, and a port's facts are "full-duplex mode" and "current BW: 10M" on one line. A
// description is free text and may read like any other line, so it is read first. Most lines are
// none of our business: only those are explained that stand outside of an interface, or that look
// like ours and are not. `display ip interface` and `display ipv6 interface` have blocks with the
// same heads:
//   Vlanif10 current state : UP
//   IPv6 protocol current state : UP
//   IPv6 is enabled, link-local address is FE80::1
//     Global unicast address(es):
//       2001:DB8::1, subnet is 2001:DB8::/64
//     Joined group address(es):
//       FF02::1
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/address_lists.hpp"
#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "common/names.hpp"
#include "common/numbers.hpp"
#include "common/rows.hpp"
#include "huawei_vrp/counters.hpp"
#include "huawei_vrp/parse.hpp"

namespace vrp {
namespace {

using showd::Row;
using showd::text::after;
using showd::text::cut;
using showd::text::equal_nocase;
using showd::text::parse_number;
using showd::text::starts_with_nocase;
using showd::text::take_word;
using showd::text::trim;

/// What follows `words` wherever they stand in the line; nothing if they do not.
std::optional<std::string_view> behind(std::string_view line, std::string_view words) {
  const auto parts = cut(line, words);
  return parts ? std::optional(parts->second) : std::nullopt;
}

std::optional<std::uint64_t> leading_number(std::string_view text) {
  return parse_number(text.substr(0, text.find_first_not_of("0123456789")));
}

/// Times as the device prints them, to be compared with its own clock.
class Ages {
 public:
  /// Takes a line of a time; false: it is none.
  bool line(std::string_view line) {
    const auto parts = cut(line, ":");
    if (!parts) return false;
    for (const auto& [name, time] : {std::pair{"Last physical up time", &Ages::physical_up_},
                                     {"Last physical down time", &Ages::physical_down_},
                                     {"Last line protocol up time", &Ages::protocol_up_},
                                     {"Current system time", &Ages::now_}}) {
      if (parts->first != name) continue;
      this->*time = parts->second;
      return true;
    }
    return false;
  }

  /// The age of the latest change of the port, or of the line protocol where no port is behind it
  /// (Vlanif); nothing if a time is in another zone than the clock, or in summer time, which the
  /// clock's offset does not tell.
  [[nodiscard]] std::optional<std::uint64_t> age() const {
    if (physical_up_.empty() != physical_down_.empty()) return std::nullopt;
    if (physical_up_.empty()) return age_of(protocol_up_, "-");
    return age_of(physical_up_, physical_down_);
  }

 private:
  // "2000-01-01 00:00:00 UTC+01:00 DST", "-" for never
  [[nodiscard]] std::optional<std::uint64_t> age_of(std::string_view a, std::string_view b) const {
    std::string_view zone;
    const auto now = showd::text::parse_calendar_seconds(now_, &zone);
    if (!now) return std::nullopt;
    std::optional<std::int64_t> latest;
    for (const std::string_view text : {a, b}) {
      if (text == "-") continue;
      std::string_view its_zone;
      const auto at = showd::text::parse_calendar_seconds(text, &its_zone);
      if (!at || bare(its_zone) != bare(zone)) return std::nullopt;
      latest = std::max(latest.value_or(*at), *at);
    }
    if (!latest || *latest > *now) return std::nullopt;
    return static_cast<std::uint64_t>(*now - *latest);
  }

  static std::string_view bare(std::string_view zone) { return after(zone, "UTC").value_or(zone); }

  std::string_view physical_up_, physical_down_, protocol_up_, now_;
};

/// The places of the lines that every block has.
enum Place : unsigned { line_protocol = 1, description };

struct Block {
  Row row;
  showd::text::Sequence order;
  std::optional<State> physical, protocol;
  Ages ages;
  Counters counters;
  showd::text::AddressLists addresses;
  bool no_ipv4 = false;

  void finish() {
    put_states(physical, protocol, row);
    row.last_change_seconds(ages.age());
    addresses.put_into(row, no_ipv4, false);
  }
};

/// "GigabitEthernet0/0/1", "Vlanif 10", "GigabitEthernet16/0/1(10G)": how a block's head begins.
bool is_name(std::string_view text) {
  const std::string_view first = take_word(text);
  text = trim(text);
  const std::string_view last = text.empty() ? first : text;
  return !first.empty() && text.find(' ') == std::string_view::npos &&
         (last.ends_with(')') || showd::text::is_digit(last.back()));
}

// The lines of a block: each takes what it knows of one. Where two tell the same thing, the first
// does: the other may be of an interface whose head nobody knows.

void read_mtu(std::string_view line, Row& row) {
  if (row.has(SHOWD_HAS_MTU)) return;
  for (const std::string_view words :
       {"Maximum Transmit Unit", "The MTU", "Maximum Frame Length"}) {
    auto bytes = behind(line, words);
    if (!bytes) continue;
    for (const std::string_view word : {"is", ":"})
      if (const auto rest = after(*bytes, word)) bytes = rest;
    row.mtu(leading_number(*bytes));
    return;
  }
}

//   is 192.0.2.1/24 Sub
//   is allocated by DHCP, 192.0.2.7/24
//   is negotiated, 192.0.2.9/32
//   is unnumbered, using address of LoopBack0(192.0.2.1/32)
// The last is another's. Where it is not understood, nothing is stated.
bool read_ipv4(std::string_view rest, Block& block) {
  const bool own = rest.find("unnumbered") == std::string_view::npos;
  while (own && !rest.empty()) {
    const auto prefix = showd::text::take_prefix(rest);
    if (prefix && prefix->address == "0.0.0.0" && prefix->length.value_or(32) % 32 == 0)
      block.no_ipv4 = true;  // not negotiated yet
    else if (prefix)
      block.addresses.add(*prefix);
    if (prefix) return true;
    take_word(rest);
    rest = trim(rest);
  }
  block.addresses.doubt(false);
  return !own;
}

// "2001:DB8::1, subnet is 2001:DB8::/64"; without a subnet it is a group's.
void read_ipv6(std::string_view line, Block& block) {
  auto prefix = showd::text::take_prefix(line);
  const auto subnet = behind(line, "subnet is");
  if (!prefix || !prefix->ipv6 || !subnet) return;
  std::string_view text = *subnet;
  if (const auto network = showd::text::take_prefix(text)) prefix->length = network->length;
  block.addresses.add(*prefix);
}

/// The lines of addresses; false: one of ours, and not understood.
bool read_address(std::string_view line, Block& block) {
  for (const std::string_view words : {"link-local address is", "IPv6 Address is"}) {
    auto own = behind(line, words);
    if (!own) continue;
    if (const auto prefix = showd::text::take_prefix(*own)) block.addresses.add(*prefix);
  }
  if (const auto processing = after(line, "Internet protocol processing"))
    block.no_ipv4 = block.no_ipv4 || processing->ends_with("disabled");
  if (const auto own = after(line, "Internet Address is")) return read_ipv4(*own, block);
  read_ipv6(line, block);
  return true;
}

// "1000" is in Mbit/s; "AUTO" says nothing
void read_speed(std::string_view text, Row& row) {
  if (row.has(SHOWD_HAS_SPEED)) return;
  const auto megabits = parse_number(text);
  const auto bps = megabits ? std::optional(*megabits <= 100'000'000 ? *megabits * 1'000'000 : 0)
                            : showd::text::parse_speed_bps(text);
  if (bps && *bps != 0) row.speed_bps(bps);
}

/// "Speed : 1000", "1000Mb/s-speed mode", "Duplex: FULL", "full-duplex mode", "current BW: 10M"
void read_port(std::string_view piece, Row& row) {
  constexpr std::string_view kMode = "-speed mode";
  if (piece.ends_with(kMode)) return read_speed(piece.substr(0, piece.size() - kMode.size()), row);
  const auto parts = cut(piece, ":");
  const std::string_view label = parts ? parts->first : std::string_view("Duplex");
  const std::string_view value = parts ? parts->second : piece;
  if (equal_nocase(label, "Speed")) read_speed(value, row);
  if (equal_nocase(label, "Duplex") && !row.has(SHOWD_HAS_DUPLEX)) {
    for (const std::string_view form : {"full", "full-duplex", "full-duplex mode"})
      if (equal_nocase(value, form)) row.duplex(SHOWD_DUPLEX_FULL);
    for (const std::string_view form : {"half", "half-duplex", "half-duplex mode"})
      if (equal_nocase(value, form)) row.duplex(SHOWD_DUPLEX_HALF);
  }
  const bool bandwidth = equal_nocase(label, "Current BW") || equal_nocase(label, "Port BW");
  if (!bandwidth || row.has(SHOWD_HAS_BANDWIDTH)) return;
  if (const auto bps = showd::text::parse_speed_bps(value); bps && *bps != 0)
    row.bandwidth_bps(bps);
}

/// False: a line of ours, and not understood.
bool read_detail(std::string_view line, Block& block) {
  Row& row = block.row;
  if (auto mac = behind(line, "Hardware address is"); mac && !row.has(SHOWD_HAS_PHYS_ADDRESS)) {
    if (const std::string_view word = take_word(*mac); showd::text::is_mac(word))
      row.phys_address(word);
  }
  read_mtu(line, row);
  if (block.ages.line(line)) return true;
  block.counters.line(line, row);
  for (std::string_view rest = line; !rest.empty();) read_port(showd::text::take_item(rest), row);
  return read_address(line, block);
}

class Reader {
 public:
  explicit Reader(showd::Sink& rows) : block_(rows) {}

  /// `line` without outer blanks. False: not understood.
  bool line(std::string_view line) {
    if (const auto text = cut(line, ":"); text && text->first == "Description" && block_)
      return take(description) && (block_->row.if_alias(text->second), true);
    if (const auto head = cut(line, " current state"); head && head->second.starts_with(':')) {
      const std::string_view state = trim(head->second.substr(1));
      if (head->first.ends_with("protocol")) return take(line_protocol) && protocol(state);
      if (is_name(head->first)) return begin(head->first, state);
      block_.end();
    }
    if (block_ && showd::text::looks_like_head(line)) block_.end();
    return block_ && read_detail(line, *block_);
  }

  [[nodiscard]] showd_status status() { return block_.status(); }

 private:
  // "UP", "Administratively DOWN", "UP (ifindex: 22)", "DOWN(transceiver not present)(ifindex: 5)",
  // "UP ,", "UP , Line protocol current state : UP"
  bool begin(std::string_view name, std::string_view text) {
    Block& block = block_.begin();
    std::string whole(name);
    whole.erase(std::remove(whole.begin(), whole.end(), ' '), whole.end());
    block.row.if_name(whole == name ? name : block.row.keep(std::move(whole)));
    const std::size_t comma = text.find(',');
    std::string_view state = text.substr(0, comma);
    if (const std::size_t at = state.find("(ifindex:"); at != std::string_view::npos) {
      block.row.if_index(leading_number(trim(state.substr(at + 9))));
      state = state.substr(0, at);
    }
    block.physical = parse_state(state);
    const auto rest = behind(text, "Line protocol current state");
    const bool more = rest && rest->starts_with(':');
    return (!more || (take(line_protocol) && protocol(rest->substr(1)))) && block.physical;
  }

  bool protocol(std::string_view text) {
    block_->protocol = parse_state(text.substr(0, text.find(',')));
    return block_->protocol.has_value();
  }

  /// Whether the line that stands at `place` in a block belongs to this one; else the head of its
  /// own is missing.
  bool take(Place place) {
    if (block_ && !block_->order.takes(place)) block_.end();
    return static_cast<bool>(block_);
  }

  showd::text::OpenBlock<Block> block_;
};

}  // namespace

showd_status parse_display_interface(std::string_view output, showd::Sink& rows) {
  Reader reader(rows);
  showd::text::each_line(output, rows, [&](const showd::text::Line& line) {
    return reader.line(line.text) ? "" : "not a line of an interface, or not as it should be";
  });
  return reader.status();
}

}  // namespace vrp
