// Junos 12 to 23 (`extensive`; the plain form has the same lines and fewer):
//   Physical interface: ge-0/0/0, Enabled, Physical link is Up
//     Interface index: 148, SNMP ifIndex: 526, Generation: 151
//     Description: uplink
//     Link-level type: Ethernet, MTU: 1514, Link-mode: Full-duplex, Speed: 1000mbps, ...
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
// Lines are told apart by their words, never by their indentation, which differs between releases.
// An interface has a hundred lines that are none of our business: only those are explained that
// stand outside of one, or that look like ours and are not.
#include <array>
#include <optional>
#include <string_view>

#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "common/numbers.hpp"
#include "juniper_junos/parse.hpp"

namespace junos {
namespace {

using showd::Row;
using showd::text::after;
using showd::text::field;
using showd::text::parse_number;
using showd::text::take_word;

using Setter = Row& (Row::*)(Row::Number);

/// Which table of counters the lines belong to. `other`: counters that are parts of, or beside, the
/// interface's totals ("IPv6 transit statistics:").
enum class Section { none, traffic, input_errors, output_errors, mac, other };

class Reader {
 public:
  explicit Reader(showd::Sink& rows) : rows_(rows) {}

  /// `line` without outer blanks. False: not understood.
  bool line(std::string_view line) {
    if (const auto physical = after(line, "Physical interface:")) return begin_physical(*physical);
    if (const auto logical = after(line, "Logical interface ")) return begin_logical(*logical);
    if (!row_) return line.starts_with('{') || line.starts_with("---") || line.ends_with(':');
    if (const auto text = after(line, "Description:")) {
      row_->if_alias(*text);
      return true;
    }
    if (section_begins(line)) return true;
    return logical_ ? logical_line(line) : physical_line(line);
  }

  void flush() {
    if (!row_) return;
    if (logical_) row_->mtu(inet_mtu_ ? inet_mtu_ : inet6_mtu_ ? inet6_mtu_ : other_mtu_);
    rows_.row(*row_);
    any_ = true;
    row_.reset();
  }

  [[nodiscard]] bool any() const noexcept { return any_; }

 private:
  void begin(std::string_view name, bool logical) {
    row_.emplace(name);
    row_->if_alias("");
    if (logical) row_->no_ipv4().no_ipv6();
    logical_ = logical;
    section_ = Section::none;
    proto_ = {};
    inet_mtu_ = inet6_mtu_ = other_mtu_ = std::nullopt;
  }

  // "ge-0/0/0, Enabled, Physical link is Up"; "et-0/0/1 (Extended Port, nep-1), Administratively
  // down, Physical link is Down"
  bool begin_physical(std::string_view rest) {
    flush();
    const std::size_t link = rest.rfind("Physical link is ");
    if (link == std::string_view::npos) return false;
    const std::string_view name = rest.substr(0, rest.find_first_of(", \t"));
    const bool enabled = rest.find(", Enabled,") < link;
    const bool disabled = rest.find(", Administratively down,") < link;
    if (name.empty() || enabled == disabled) return false;
    begin(name, false);
    row_->admin_status(enabled ? SHOWD_ADMIN_UP : SHOWD_ADMIN_DOWN);
    const std::string_view state = rest.substr(link + 17);
    if (state.starts_with("Up")) row_->oper_status(SHOWD_OPER_UP);
    if (state.starts_with("Down")) row_->oper_status(SHOWD_OPER_DOWN);
    return row_->has(SHOWD_HAS_OPER_STATUS);
  }

  // "ge-0/0/0.0 (Index 333) (SNMP ifIndex 606) (Generation 150)"
  bool begin_logical(std::string_view rest) {
    flush();
    const std::string_view name = take_word(rest);
    if (name.empty()) return false;
    begin(name, true);
    if (const std::size_t at = rest.find("(SNMP ifIndex "); at != std::string_view::npos)
      row_->if_index(parse_number(rest.substr(at + 14, rest.find(')', at) - at - 14)));
    return true;
  }

  bool section_begins(std::string_view line) {
    struct Known {
      std::string_view start;
      Section section;
    };
    constexpr std::array<Known, 4> kKnown = {Known{"Traffic statistics:", Section::traffic},
                                             Known{"Input errors:", Section::input_errors},
                                             Known{"Output errors:", Section::output_errors},
                                             Known{"MAC statistics:", Section::mac}};
    for (const Known& known : kKnown) {
      if (!line.starts_with(known.start)) continue;
      section_ = known.section;
      return true;
    }
    if (!line.ends_with(':') && line.find(" statistics ") == std::string_view::npos) return false;
    section_ = Section::other;
    return true;
  }

  bool physical_line(std::string_view line) {
    if (counters(line)) return true;
    if (const auto flapped = after(line, "Last flapped")) return last_flapped(*flapped);
    if (line.starts_with("Interface index:")) {
      if (const auto index = field(line, "SNMP ifIndex")) row_->if_index(parse_number(*index));
    } else if (const auto mac = field(line, "Current address")) {
      if (showd::text::is_mac(*mac)) row_->phys_address(*mac);
    } else if (section_ == Section::none) {
      media(line);
    }
    return true;
  }

  // "Type: GRE, Link-level type: GRE, MTU: Unlimited, Speed: 800mbps", over one line or several
  void media(std::string_view line) {
    if (const auto type = field(line, "Link-level type")) row_->type(*type);
    if (const auto type = field(line, "Type")) row_->type(*type);
    if (const auto mtu = field(line, "MTU")) row_->mtu(parse_number(*mtu));
    if (const auto speed = field(line, "Speed")) {
      if (const auto bps = showd::text::parse_speed_bps(*speed); bps && *bps != 0)
        row_->speed_bps(bps);
    }
    for (const std::string_view name : {"Link-mode", "Duplex", "Link type"}) {
      const auto mode = field(line, name);
      if (!mode) continue;
      if (showd::text::starts_with_nocase(*mode, "full")) row_->duplex(SHOWD_DUPLEX_FULL);
      if (showd::text::starts_with_nocase(*mode, "half")) row_->duplex(SHOWD_DUPLEX_HALF);
    }
  }

  // ": 2022-07-28 21:30:59 GMT (43w0d 15:54 ago)", ": Never"
  bool last_flapped(std::string_view rest) {
    const std::size_t open = rest.rfind('(');
    if (open == std::string_view::npos) return rest.find("Never") != std::string_view::npos;
    const std::string_view age = rest.substr(open + 1);
    const std::size_t ago = age.find(" ago)");
    if (ago == std::string_view::npos) return false;
    row_->last_change_seconds(showd::text::parse_duration_seconds(age.substr(0, ago)));
    return row_->has(SHOWD_HAS_LAST_CHANGE);
  }

  bool logical_line(std::string_view line) {
    if (const auto proto = after(line, "Protocol ")) {
      proto_ = proto->substr(0, proto->find(','));
      section_ = Section::other;  // what follows is the protocol's
      protocol_mtu(line);
      return true;
    }
    if (!proto_.empty()) return protocol_line(line);
    if (const auto flags = after(line, "Flags:")) return unit_flags(*flags);
    if (const auto mac = after(line, "MAC:")) {
      row_->phys_address(*mac);
    } else if (const auto rate = field(line, "Bandwidth")) {
      if (const auto bps = showd::text::parse_speed_bps(*rate); bps && *bps != 0)
        row_->bandwidth_bps(bps);
    } else {
      counters(line);
    }
    return true;
  }

  // "Up SNMP-Traps 0x4004000 Encapsulation: ENET2"; "Device-Down", "Hardware-Down Device-Down",
  // "Down", "Link-Layer-Down" before the rest. "Down" is said of a unit that is disabled and of an
  // irb without members alike, so it is no word on the administrative state.
  bool unit_flags(std::string_view flags) {
    for (std::string_view word = take_word(flags); !word.empty(); word = take_word(flags)) {
      if (word == "Up") {
        if (!row_->has(SHOWD_HAS_OPER_STATUS)) row_->oper_status(SHOWD_OPER_UP);
        row_->admin_status(SHOWD_ADMIN_UP);
      } else if (word == "Down" || word.ends_with("-Down")) {
        row_->oper_status(SHOWD_OPER_DOWN);
        if (word != "Down") row_->reason(word);
      }
    }
    return true;
  }

  /// A unit's MTU is its protocols': IPv4's, else IPv6's, else the first that is told. On its own
  /// line in Junos Evolved.
  void protocol_mtu(std::string_view line) {
    const auto text = field(line, "MTU");
    const auto mtu = text ? parse_number(*text) : std::nullopt;
    auto& slot = proto_ == "inet" ? inet_mtu_ : proto_ == "inet6" ? inet6_mtu_ : other_mtu_;
    if (mtu && !slot) slot = mtu;
  }

  // "Destination: 10.0.0/24, Local: 10.0.0.1, Broadcast: 10.0.0.255"; of a loopback "Local: ..."
  bool protocol_line(std::string_view line) {
    protocol_mtu(line);
    const auto local = field(line, "Local");
    if (!local || (proto_ != "inet" && proto_ != "inet6")) return true;
    const auto prefix = showd::text::parse_prefix(*local);
    if (!prefix) return false;
    std::uint32_t length = prefix->length.value_or(SHOWD_PREFIX_LENGTH_UNKNOWN);
    if (const auto destination = field(line, "Destination")) {
      const std::size_t slash = destination->find('/');
      const auto bits = slash == std::string_view::npos
                            ? std::nullopt
                            : parse_number(destination->substr(slash + 1));
      if (bits && *bits <= (prefix->ipv6 ? 128u : 32u)) length = static_cast<std::uint32_t>(*bits);
    }
    if (prefix->ipv6)
      row_->add_ipv6(prefix->address, length);
    else
      row_->add_ipv4(prefix->address, length);
    return true;
  }

  bool counters(std::string_view line) {
    switch (section_) {
      case Section::none:
      case Section::traffic:
        return traffic(line);
      case Section::input_errors:
        return errors(line, &Row::in_errors, &Row::in_discards);
      case Section::output_errors:
        return errors(line, &Row::out_errors, &Row::out_discards);
      case Section::mac:
        return mac_statistics(line);
      case Section::other:
        return false;
    }
    return false;
  }

  // "Input  bytes  :  52844078  224 bps", "Output packets: 129243982"
  bool traffic(std::string_view line) {
    const std::string_view direction = take_word(line);
    const bool in = direction == "Input";
    if (!in && direction != "Output") return false;
    const auto parts = showd::text::cut(line, ":");
    if (!parts) return false;
    std::string_view rest = parts->second;
    const auto value = parse_number(take_word(rest));
    if (parts->first == "bytes") {
      in ? row_->in_octets(value) : row_->out_octets(value);
    } else if (parts->first == "packets") {
      in ? row_->in_packets(value) : row_->out_packets(value);
    }
    return true;
  }

  // "Errors: 0, Drops: 0, Framing errors: 0, ...", over one line or several
  bool errors(std::string_view line, Setter set_errors, Setter set_discards) {
    const auto errors = field(line, "Errors");
    const auto drops = field(line, "Drops");
    if (errors) (*row_.*set_errors)(parse_number(*errors));
    if (drops) (*row_.*set_discards)(parse_number(*drops));
    return errors || drops;
  }

  // "Unicast packets     454413    454961": received, transmitted
  bool mac_statistics(std::string_view line) {
    struct Known {
      std::string_view label;
      Setter in, out;
    };
    constexpr std::array<Known, 4> kKnown = {
        Known{"Unicast packets", &Row::in_unicast_packets, &Row::out_unicast_packets},
        Known{"Multicast packets", &Row::in_multicast_packets, &Row::out_multicast_packets},
        Known{"Broadcast packets", &Row::in_broadcast_packets, &Row::out_broadcast_packets},
        Known{"CRC/Align errors", &Row::in_crc_errors, nullptr}};
    for (const Known& known : kKnown) {
      auto rest = after(line, known.label);
      if (!rest) continue;
      (*row_.*known.in)(parse_number(take_word(*rest)));
      if (known.out) (*row_.*known.out)(parse_number(take_word(*rest)));
      return true;
    }
    return false;
  }

  showd::Sink& rows_;
  bool any_ = false;
  std::optional<Row> row_;
  bool logical_ = false;
  Section section_ = Section::none;
  std::string_view proto_;  ///< of a unit: the protocol whose lines these are
  Row::Number inet_mtu_, inet6_mtu_, other_mtu_;
};

}  // namespace

showd_status parse_show_interfaces(std::string_view output, showd::Sink& rows) {
  Reader reader(rows);
  for (showd::text::Lines lines(output); lines.next() && !rows.stopped();) {
    const std::string_view line = showd::text::trim(lines.line());
    if (!line.empty() && !reader.line(line))
      rows.explain(lines.number(), "not a line of an interface, or not as it should be");
  }
  reader.flush();
  return reader.any() ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace junos
