// iproute2 6.1 (`ip -s -d` adds to the lines and more lines):
//   2: eth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master br0 state UP mode
//   ...
//       link/ether 52:54:00:8c:62:44 brd ff:ff:ff:ff:ff:ff link-netnsid 0
//       alias uplink
//       inet 192.0.2.1/24 brd 192.0.2.255 scope global eth0
//          valid_lft forever preferred_lft forever
//       inet 10.200.0.1 peer 10.200.0.2/32 scope global tun4
//       RX:  bytes packets errors dropped  missed   mcast
//              796      10      0       0       0       0
// BusyBox prints the same without "group" and "qlen".
#include <optional>
#include <string_view>
#include <utility>

#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "common/numbers.hpp"
#include "linux/parse.hpp"

namespace linux_ip {
namespace {

using showd::text::after;
using showd::text::take_word;

struct Block {
  showd::Row row;
  LinkState state;
  std::string_view counter_names;  ///< "RX:  bytes packets ..." while its numbers are due
};

void read_flags(std::string_view flags, LinkState& state) {
  if (flags.size() < 2 || !flags.starts_with('<') || !flags.ends_with('>')) return;
  for (flags = flags.substr(1, flags.size() - 2); !flags.empty();) {
    const std::size_t comma = flags.find(',');
    state.flag(flags.substr(0, comma));
    flags.remove_prefix(comma == std::string_view::npos ? flags.size() : comma + 1);
  }
}

/// "2: eth0@if3: <...> mtu 1500 ... state UP ..."; false if it is not that.
bool read_head(std::string_view line, Block& block) {
  std::string_view number = take_word(line);
  std::string_view name = take_word(line);
  if (!number.ends_with(':') || !name.ends_with(':')) return false;
  number.remove_suffix(1);
  name.remove_suffix(1);
  const auto index = showd::text::parse_number(number);
  name = name.substr(0, name.rfind('@'));
  const std::string_view flags = take_word(line);
  if (!index || name.empty() || !flags.starts_with('<')) return false;
  block.row.if_name(name).if_index(index);
  read_flags(flags, block.state);
  for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
    if (word == "mtu") block.row.mtu(showd::text::parse_number(take_word(line)));
    if (word == "state") block.state.operstate(take_word(line));
  }
  return true;
}

void read_link(std::string_view rest, Block& block) {
  block.row.type(take_word(rest));
  if (const std::string_view mac = take_word(rest); showd::text::is_mac(mac))
    block.row.phys_address(mac);
}

// "192.0.2.1/24 brd ...", "10.200.0.1 peer 10.200.0.2/32 ..."
bool read_address(std::string_view rest, Block& block) {
  auto prefix = showd::text::parse_prefix(take_word(rest));
  if (!prefix) return false;
  if (take_word(rest) == "peer") {
    const auto peer = showd::text::parse_prefix(take_word(rest));
    if (peer && !prefix->length) prefix->length = peer->length;
  }
  const std::uint32_t length = prefix->length.value_or(SHOWD_PREFIX_LENGTH_UNKNOWN);
  if (prefix->ipv6)
    block.row.add_ipv6(prefix->address, length);
  else
    block.row.add_ipv4(prefix->address, length);
  return true;
}

void count(showd::Row& row, bool in, std::string_view name, std::optional<std::uint64_t> value) {
  if (name == "bytes") in ? row.in_octets(value) : row.out_octets(value);
  if (name == "packets") in ? row.in_packets(value) : row.out_packets(value);
  if (name == "errors") in ? row.in_errors(value) : row.out_errors(value);
  if (name == "dropped") in ? row.in_discards(value) : row.out_discards(value);
  if (name == "mcast" && in) row.in_multicast_packets(value);
  if (name == "crc" && in) row.in_crc_errors(value);
}

/// `names` of "RX:  bytes packets ..." or "RX errors:  length crc ...", one value each.
void read_counters(std::string_view values, Block& block) {
  std::string_view names = std::exchange(block.counter_names, {});
  const bool in = names.starts_with("RX");
  names.remove_prefix(names.find(':') + 1);
  for (std::string_view name = take_word(names); !name.empty(); name = take_word(names))
    count(block.row, in, name, showd::text::parse_number(take_word(values)));
}

/// Reads one indented line; false: it should have been understood.
bool read_detail(std::string_view line, Block& block) {
  if (!block.counter_names.empty()) {
    read_counters(line, block);
  } else if (const auto link = after(line, "link/")) {
    read_link(*link, block);
  } else if (const auto alias = after(line, "alias ")) {
    block.row.if_alias(*alias);
  } else if (const auto inet6 = after(line, "inet6 ")) {
    return read_address(*inet6, block);
  } else if (const auto inet = after(line, "inet ")) {
    return read_address(*inet, block);
  } else if ((line.starts_with("RX") || line.starts_with("TX")) &&
             line.find(':') != std::string_view::npos) {
    block.counter_names = line;
  }
  return true;
}

void emit(Block& block, Listing listing, showd::Sink& rows) {
  block.state.put_into(block.row);
  if (listing == Listing::address) block.row.no_ipv4().no_ipv6();
  if (listing == Listing::link && !block.row.has(SHOWD_HAS_IF_ALIAS)) block.row.if_alias("");
  rows.row(block.row);
}

}  // namespace

showd_status parse_ip_text(std::string_view output, Listing listing, showd::Sink& rows) {
  std::optional<Block> block;
  bool any = false;
  for (showd::text::Lines lines(output); lines.next() && !rows.stopped();) {
    const std::string_view line = showd::text::trim(lines.line());
    if (line.empty()) continue;
    if (showd::text::indent(lines.line()) == 0) {
      if (block) emit(*block, listing, rows);
      block.emplace();
      if (read_head(line, *block)) {
        any = true;
      } else {
        rows.explain(lines.number(), "not the head of an interface");
        block.reset();
      }
    } else if (!block || !read_detail(line, *block)) {
      rows.explain(lines.number(), block ? "not an address" : "not within an interface");
    }
  }
  if (block) emit(*block, listing, rows);
  return any ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace linux_ip
