// Junos 12 to 23 (`extensive`; the other forms have the same lines and fewer):
//   Physical interface: ge-0/0/0, Enabled, Physical link is Up
//     Interface index: 148, SNMP ifIndex: 526, Generation: 151
//     Description: uplink
//     Link-level type: Ethernet, MTU: 1514, Link-mode: Full-duplex, Speed: 1000mbps, ...
//     Device flags   : Present Running
//     Current address: 00:05:86:71:c2:00, Hardware address: 00:05:86:71:c2:00
//     Last flapped   : 2022-07-28 21:30:59 GMT (43w0d 15:54 ago)
//     Traffic statistics:
//      Input  bytes  :             52844078                  224 bps
//     Input errors:
//       Errors: 0, Drops: 0, Framing errors: 0, ...
//     MAC statistics:                      Receive         Transmit
//       Unicast packets                     454413           454961
//     Logical interface ge-0/0/0.0 (Index 333) (SNMP ifIndex 606)
//       Flags: Up SNMP-Traps 0x4004000 Encapsulation: ENET2
//       Protocol inet, MTU: 1500
//         Addresses, Flags: Is-Preferred Is-Primary
//           Destination: 192.0.2.0/30, Local: 192.0.2.1, Broadcast: 192.0.2.3
// In `brief` a unit has "inet  192.0.2.1/30" instead of the last three.
// Lines are told apart by their words, never by their indentation, which differs between releases,
// and by the order of those that every block has: what comes too late, or is a unit's within a
// port, is of an interface whose head is missing. An interface has a hundred lines that are none of
// our business: only those are explained that stand outside of one, or that look like ours and are
// not.
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "common/address_lists.hpp"
#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "common/names.hpp"
#include "common/numbers.hpp"
#include "common/rows.hpp"
#include "juniper_junos/counters.hpp"
#include "juniper_junos/parse.hpp"

namespace junos {
namespace {

using showd::Row;
using showd::text::after;
using showd::text::field;
using showd::text::parse_number;
using showd::text::take_word;
using showd::text::trim;

/// The places of a block's lines. A port has all of them but the last two, which are a unit's.
enum Place : unsigned { index = 1, description, media, device, unit_flags, protocols };

/// What the protocols of a unit say of its MTU: IPv4's counts, without IPv4 the one that all tell.
class UnitMtu {
 public:
  void told(std::string_view protocol, std::uint64_t mtu) {
    if (protocol == "inet" && !inet_) inet_ = mtu;
    agreed_ = other_.value_or(mtu) == mtu && agreed_;
    other_ = mtu;
  }
  [[nodiscard]] Row::Number mtu(bool ipv4) const {
    if (inet_ || ipv4) return inet_;
    return agreed_ ? other_ : std::nullopt;
  }

 private:
  Row::Number inet_, other_;
  bool agreed_ = true;
};

struct Block {
  Row row;
  bool unit = false;
  showd::text::Sequence order;
  Counters counters;
  showd::text::AddressLists addresses;
  std::string_view protocol;  ///< of a unit: whose lines these are
  bool inet = false;          ///< of a unit: IPv4 is among its protocols
  UnitMtu mtu;

  /// A description stands before the media, or a unit's flags; addresses behind those.
  void finish() {
    const bool complete = order.passed(unit ? unit_flags : media);
    if (complete && !row.has(SHOWD_HAS_IF_ALIAS)) row.if_alias("");
    if (!unit) return;
    addresses.put_into(row, complete, complete);
    row.mtu(mtu.mtu(inet || addresses.has_ipv4()));
  }
};

// Of a port.

// "et-0/0/1 (Extended Port, nep-1), Administratively down, Physical link is Down"; "Disabled" is
// down as well. False: one of the states is in no word that is known.
bool read_states(std::string_view rest, Row& row) {
  bool understood = true;
  if (const std::size_t at = rest.rfind("Physical link is "); at != std::string_view::npos) {
    const std::string_view state = rest.substr(at + 17);
    if (state.starts_with("Up")) row.oper_status(SHOWD_OPER_UP);
    if (state.starts_with("Down")) row.oper_status(SHOWD_OPER_DOWN);
    understood = row.has(SHOWD_HAS_OPER_STATUS);
    rest = rest.substr(0, at);
  }
  while (!rest.empty()) {
    const std::string_view word = showd::text::take_item(rest);
    if (word == "Enabled") row.admin_status(SHOWD_ADMIN_UP);
    if (word == "Disabled" || word.starts_with("Administratively down"))
      row.admin_status(SHOWD_ADMIN_DOWN);
  }
  return understood && row.has(SHOWD_HAS_ADMIN_STATUS);
}

/// MTU of "MTU: 1514"; nothing for "Unlimited", and for 0, which stands where there is none.
Row::Number mtu_of(std::string_view line) {
  const auto text = field(line, "MTU");
  const auto mtu = text ? parse_number(*text) : std::nullopt;
  return mtu && *mtu != 0 ? mtu : std::nullopt;
}

// "Type: GRE, Link-level type: GRE, MTU: Unlimited, Speed: 800mbps", over one line or several
void read_media(std::string_view line, Row& row) {
  if (const auto type = field(line, "Link-level type")) row.type(*type);
  if (const auto type = field(line, "Type")) row.type(*type);
  row.mtu(mtu_of(line));
  if (const auto speed = field(line, "Speed")) {
    if (const auto bps = showd::text::parse_speed_bps(*speed); bps && *bps != 0) row.speed_bps(bps);
  }
}

// "Link-mode: Half-duplex" among the media, "Link type      : Full-Duplex" below the flags
void read_duplex(std::string_view line, Row& row) {
  for (const std::string_view name : {"Link-mode", "Duplex", "Link type"}) {
    const auto mode = field(line, name);
    if (!mode) continue;
    if (showd::text::starts_with_nocase(*mode, "full")) row.duplex(SHOWD_DUPLEX_FULL);
    if (showd::text::starts_with_nocase(*mode, "half")) row.duplex(SHOWD_DUPLEX_HALF);
  }
}

// ": 2022-07-28 21:30:59 GMT (43w0d 15:54 ago)", ": Never"
bool read_last_flapped(std::string_view rest, Row& row) {
  const std::size_t open = rest.rfind('(');
  if (open == std::string_view::npos) return rest.find("Never") != std::string_view::npos;
  const std::string_view age = rest.substr(open + 1);
  const std::size_t ago = age.find(" ago)");
  if (ago == std::string_view::npos) return false;
  row.last_change_seconds(showd::text::parse_duration_seconds(age.substr(0, ago)));
  return row.has(SHOWD_HAS_LAST_CHANGE);
}

bool is_media(std::string_view line) {
  return line.starts_with("Link-level type:") || line.starts_with("Type:");
}

bool is_device(std::string_view line) {
  for (const std::string_view start : {"Device flags", "Interface flags", "Link flags",
                                       "CoS queues", "Current address", "Last flapped"})
    if (line.starts_with(start)) return true;
  return false;
}

/// A unit's flags tell its encapsulation or its traps; those of its protocols do neither.
bool are_unit_flags(std::string_view line) {
  return line.starts_with("Flags:") && (line.find("Encapsulation:") != std::string_view::npos ||
                                        line.find("SNMP-Traps") != std::string_view::npos);
}

/// Whether the line stands where it should in this port's block.
bool is_in_place(std::string_view line, Block& port) {
  if (are_unit_flags(line) || line.starts_with("Protocol ")) return false;
  if (line.starts_with("Interface index:")) return port.order.takes(index);
  if (is_media(line)) return port.order.takes(media);
  if (is_device(line)) return port.order.takes_again(device);
  return true;
}

bool read_port_line(std::string_view line, Block& port) {
  if (port.counters.section_begins(line) || port.counters.line(line, port.row)) return true;
  if (const auto flapped = after(line, "Last flapped"))
    return read_last_flapped(*flapped, port.row);
  if (line.starts_with("Interface index:")) {
    if (const auto snmp = field(line, "SNMP ifIndex")) port.row.if_index(parse_number(*snmp));
  } else if (const auto mac = field(line, "Current address")) {
    if (showd::text::is_mac(*mac)) port.row.phys_address(*mac);
  } else if (port.counters.at_top() && port.order.passed(media)) {
    read_duplex(line, port.row);
    if (!port.order.passed(device)) read_media(line, port.row);
  }
  return true;
}

// Of a unit.

// "Up SNMP-Traps 0x4004000 Encapsulation: ENET2"; "Device-Down", "Hardware-Down Device-Down",
// "Down", "Link-Layer-Down" before the rest. "Down" is said of a unit that is disabled and of an
// irb without members alike, so it is no word on the administrative state.
void read_unit_flags(std::string_view flags, Row& row) {
  for (std::string_view word = take_word(flags); !word.empty(); word = take_word(flags)) {
    if (word == "Up") {
      if (!row.has(SHOWD_HAS_OPER_STATUS)) row.oper_status(SHOWD_OPER_UP);
      row.admin_status(SHOWD_ADMIN_UP);
    } else if (word == "Down" || word.ends_with("-Down")) {
      row.oper_status(SHOWD_OPER_DOWN);
      if (word != "Down") row.reason(word);
    }
  }
}

/// "Destination: 10.0.0/24": the length, where it has one.
std::optional<std::uint32_t> length_of(std::string_view destination, bool ipv6) {
  const std::size_t slash = destination.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto bits = parse_number(destination.substr(slash + 1));
  if (!bits || *bits > (ipv6 ? 128u : 32u)) return std::nullopt;
  return static_cast<std::uint32_t>(*bits);
}

// "Destination: 10.0.0/24, Local: 10.0.0.1, Broadcast: 10.0.0.255"; of a loopback "Local: ...". An
// unnumbered unit has a donor's. False: not understood.
bool read_protocol_line(std::string_view line, Block& unit) {
  if (const auto mtu = mtu_of(line)) unit.mtu.told(unit.protocol, *mtu);
  if (line.starts_with("Donor interface:")) unit.addresses.doubt(unit.protocol == "inet6");
  const auto local = field(line, "Local");
  if (!local) return true;
  auto prefix = showd::text::parse_prefix(*local);
  if (!prefix) {
    const bool ipv4 = unit.protocol == "inet" || unit.protocol.empty();
    const bool ipv6 = unit.protocol == "inet6" || unit.protocol.empty();
    if (ipv4) unit.addresses.doubt(false);
    if (ipv6) unit.addresses.doubt(true);
    return !ipv4 && !ipv6;
  }
  if (const auto destination = field(line, "Destination"))
    if (const auto length = length_of(*destination, prefix->ipv6)) prefix->length = length;
  unit.addresses.add(*prefix);
  return true;
}

// `brief`: "inet  192.0.2.1/30", "inet6 2001:db8::1/64", then "fe80::1/64" alone
bool read_brief_address(std::string_view line, Block& unit) {
  std::string_view word = take_word(line);
  if (word == "inet" || word == "inet6") word = take_word(line);
  const auto prefix = local_address(word, line);
  if (prefix) unit.addresses.add(*prefix);
  return prefix.has_value();
}

/// Whether the line stands where it should in this unit's block.
bool is_in_place(std::string_view line, Block& unit, std::string_view protocol) {
  if (line.starts_with("Interface index:") || is_media(line)) return false;
  if (are_unit_flags(line)) return unit.order.takes(unit_flags);
  return protocol.empty() || unit.order.takes_again(protocols);
}

bool read_unit_line(std::string_view line, Block& unit, std::string_view protocol) {
  if (!protocol.empty()) {
    unit.protocol = protocol.substr(0, protocol.find(','));
    unit.inet = unit.inet || unit.protocol == "inet";
    unit.counters.leave();  // what follows is the protocol's
  }
  if (unit.counters.section_begins(line) || unit.counters.line(line, unit.row)) return true;
  if (are_unit_flags(line)) {
    read_unit_flags(*after(line, "Flags:"), unit.row);
  } else if (!unit.protocol.empty() || field(line, "Local") || field(line, "MTU")) {
    return read_protocol_line(line, unit);
  } else if (const auto mac = after(line, "MAC:")) {
    if (showd::text::is_mac(*mac)) unit.row.phys_address(*mac);
  } else if (const auto rate = field(line, "Bandwidth")) {
    if (const auto bps = showd::text::parse_speed_bps(*rate); bps && *bps != 0)
      unit.row.bandwidth_bps(bps);
  } else {
    read_brief_address(line, unit);
  }
  return true;
}

class Reader {
 public:
  explicit Reader(showd::Sink& rows) : block_(rows) {}

  /// False: not understood.
  bool line(const showd::text::Line& whole) {
    const std::string_view line = whole.text;
    if (const auto port = after(line, "Physical interface:")) return begin_port(*port);
    if (const auto unit = after(line, "Logical interface ")) return begin_unit(*unit);
    const bool stray = is_stray(whole);
    const auto text = after(line, "Description:");
    if (text && block_)
      return keep(block_->order.takes(description)) && (block_->row.if_alias(*text), true);
    if (is_foreign_head(line)) block_.end();
    if (!block_) return is_frame(line);
    return read(line) && !stray;
  }

  [[nodiscard]] showd_status status() { return block_.status(); }

 private:
  bool read(std::string_view line) {
    if (!block_->unit) return keep(is_in_place(line, *block_)) && read_port_line(line, *block_);
    const std::string_view protocol = after(line, "Protocol ").value_or("");
    return keep(is_in_place(line, *block_, protocol)) && read_unit_line(line, *block_, protocol);
  }

  /// Several routing engines: "{master:0}"; of a cluster "node0:" above a rule of dashes.
  static bool is_frame(std::string_view line) {
    return line.starts_with('{') || line.starts_with("---") || line.ends_with(':');
  }

  /// Whether the line stands at the margin though others of an interface do not: it may be a head.
  bool is_stray(const showd::text::Line& line) {
    const bool margin = line.indent == 0;
    indented_ = indented_ || (block_ && !margin);
    return margin && indented_ && !is_frame(line.text);
  }

  /// "Imaginary interface: foo-0/0/0, Enabled, Imaginary link is Up"
  static bool is_foreign_head(std::string_view line) {
    return showd::text::looks_like_head(line) ||
           (line.find(" interface") != std::string_view::npos &&
            line.find(" link is ") != std::string_view::npos);
  }

  /// `in_place` false: the line is of a block whose head is missing, and ends this one.
  bool keep(bool in_place) {
    if (!in_place) block_.end();
    return in_place;
  }

  bool begin_port(std::string_view rest) {
    const std::string_view name = rest.substr(0, rest.find_first_of(", \t"));
    block_.end();
    if (name.empty()) return false;
    block_.begin().row.if_name(name);
    indented_ = false;
    return read_states(rest.substr(name.size()), block_->row);
  }

  // "ge-0/0/0.0 (Index 333) (SNMP ifIndex 606) (Generation 150)"
  bool begin_unit(std::string_view rest) {
    const std::string_view name = take_word(rest);
    block_.end();
    if (name.empty()) return false;
    Block& unit = block_.begin();
    unit.unit = true;
    unit.row.if_name(name);
    if (const std::size_t at = rest.find("(SNMP ifIndex "); at != std::string_view::npos)
      unit.row.if_index(parse_number(rest.substr(at + 14, rest.find(')', at) - at - 14)));
    return true;
  }

  showd::text::OpenBlock<Block> block_;
  bool indented_ = false;  ///< a line of this port or its units was
};

}  // namespace

showd_status parse_show_interfaces(std::string_view output, showd::Sink& rows) {
  Reader reader(rows);
  showd::text::each_line(output, rows, [&](const showd::text::Line& line) {
    return reader.line(line) ? "" : "not a line of an interface, or not as it should be";
  });
  return reader.status();
}

}  // namespace junos
