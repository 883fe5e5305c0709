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
// "Interface ge3 is down" has no word on the line protocol: administratively down. "up, line
// protocol detection is disabled" (no link-detect): the RUNNING flag decides. The times of the last
// link change are local time, with no clock beside them: no age can be had.
#include <optional>
#include <string_view>

#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "common/numbers.hpp"
#include "frr/parse.hpp"

namespace frr {
namespace {

using showd::text::after;
using showd::text::take_word;

/// An `Interface ...` block while its lines come in; the states depend on several of them.
struct Block {
  showd::Row row;
  bool admin_up = false;
  std::optional<bool> protocol_up;  ///< nothing: detection is off
  bool running = false;
  bool not_present = false;  ///< configured, but the kernel has no such interface
};

/// Reads "Interface NAME is STATE"; false if it is not that.
bool read_head(std::string_view line, Block& block) {
  const auto rest = after(line, "Interface ");
  if (!rest) return false;
  const auto parts = showd::text::cut(*rest, " is ");
  if (!parts || parts->first.find_first_of(" \t") != std::string_view::npos) return false;
  const std::string_view state = parts->second;
  block.row.if_name(parts->first);
  block.admin_up = state.starts_with("up");
  if (state == "up, line protocol is up") block.protocol_up = true;
  if (state == "up, line protocol is down") block.protocol_up = false;
  return block.admin_up || state == "down";
}

// "index 3 metric 0 mtu 1500 speed 10000"; Mbit/s. 0 (lo) and 4294967295 (bridge: -1) are unknown.
void read_numbers(std::string_view line, Block& block) {
  for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
    if (word == "inactive") block.not_present = true;
    if (word != "index" && word != "mtu" && word != "speed") continue;
    const auto value = showd::text::parse_number(take_word(line));
    if (word == "index") block.row.if_index(value);
    if (word == "mtu") block.row.mtu(value);
    if (word == "speed" && value && *value != 0 && *value < UINT32_MAX)
      block.row.speed_bps(*value * 1'000'000);
  }
}

// "inet 10.1.4.9/24 secondary", "inet 10.200.0.1/32 peer 10.200.0.2/32 unnumbered"
bool read_address(std::string_view rest, Block& block) {
  const auto prefix = showd::text::parse_prefix(take_word(rest));
  if (!prefix) return false;
  const std::uint32_t length = prefix->length.value_or(SHOWD_PREFIX_LENGTH_UNKNOWN);
  if (prefix->ipv6)
    block.row.add_ipv6(prefix->address, length);
  else
    block.row.add_ipv4(prefix->address, length);
  return true;
}

bool is_known_detail(std::string_view line) {
  for (const std::string_view start : {"Link ups:",
                                       "Link downs:",
                                       "vrf: ",
                                       "OS Description:",
                                       "Interface Type ",
                                       "Interface Slave Type ",
                                       "Master interface:",
                                       "Parent interface:",
                                       "Parent ifindex:",
                                       "Bridge VLAN-aware:",
                                       "VxLAN Id ",
                                       "VLAN Id ",
                                       "VNI:",
                                       "Access VLAN Id ",
                                       "Mcast Group ",
                                       "Link ifindex ",
                                       "Link Interface ",
                                       "VTEP IP:",
                                       "Local interface ",
                                       "EVPN ",
                                       "protodown: off",
                                       "ND ",
                                       "Hosts ",
                                       "Redistribute Connected"})
    if (line.starts_with(start)) return true;
  return line.empty();
}

/// Reads one indented line of a block; false: not understood.
bool read_detail(std::string_view line, Block& block) {
  if (const auto text = after(line, "Description:")) {
    block.row.if_alias(*text);
  } else if (line.starts_with("index ")) {
    read_numbers(line, block);
  } else if (line == "pseudo interface") {
    block.not_present = true;
  } else if (const auto flags = after(line, "flags:")) {
    block.running = flags->find("RUNNING") != std::string_view::npos;
  } else if (const auto type = after(line, "Type:")) {
    block.row.type(*type);
  } else if (const auto mac = after(line, "HWaddr:")) {
    block.row.phys_address(*mac);
  } else if (const auto rate = after(line, "bandwidth ")) {
    block.row.bandwidth_bps(showd::text::parse_speed_bps(*rate));
  } else if (const auto inet6 = after(line, "inet6 ")) {
    return read_address(*inet6, block);
  } else if (const auto inet = after(line, "inet ")) {
    return read_address(*inet, block);
  } else if (line.starts_with("protodown: on")) {
    block.row.reason(line);
  } else {
    return is_known_detail(line);
  }
  return true;
}

bool emit(Block& block, showd::Sink& rows) {
  if (block.not_present) {
    block.row.oper_status(SHOWD_OPER_NOT_PRESENT);
  } else {
    const bool up = block.admin_up && block.protocol_up.value_or(block.running);
    block.row.admin_status(block.admin_up ? SHOWD_ADMIN_UP : SHOWD_ADMIN_DOWN);
    block.row.oper_status(up ? SHOWD_OPER_UP : SHOWD_OPER_DOWN);
  }
  return rows.row(block.row);
}

}  // namespace

showd_status parse_show_interface(std::string_view output, showd::Sink& rows) {
  std::optional<Block> block;
  bool any = false;
  for (showd::text::Lines lines(output); lines.next();) {
    const std::string_view line = lines.line();
    if (line.starts_with("Interface ")) {
      if (block) emit(*block, rows);
      block.emplace();
      // Blocks state all of this: what is not there is none.
      block->row.if_alias("").no_ipv4().no_ipv6();
      if (!read_head(line, *block)) {
        rows.explain(lines.number(), "not the head of an interface");
        block.reset();
      }
      any = any || block;
    } else if (block && showd::text::indent(line) > 0) {
      if (!read_detail(showd::text::trim(line), *block))
        rows.explain(lines.number(), "not a known line of an interface");
    } else if (!line.empty()) {
      rows.explain(lines.number(), "not within an interface");
    }
  }
  if (block) emit(*block, rows);
  return any ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace frr
