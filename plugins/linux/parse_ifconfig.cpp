// net-tools 1.60, BusyBox:
//   eth0      Link encap:Ethernet  HWaddr 52:54:00:8C:62:44
//             inet addr:192.0.2.1  Bcast:192.0.2.255  Mask:255.255.255.0
//             inet6 addr: fe80::5054:ff:fe8c:6244/64 Scope:Link
//             UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1
//             RX packets:10 errors:0 dropped:0 overruns:0 frame:0
//             TX packets:12 errors:0 dropped:0 overruns:0 carrier:0
//             RX bytes:796 (796.0 B)  TX bytes:904 (904.0 B)
// net-tools 2.10:
//   eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
//           inet 192.0.2.1  netmask 255.255.255.0  broadcast 192.0.2.255
//           inet6 fe80::5054:ff:fe8c:6244  prefixlen 64  scopeid 0x20<link>
//           ether 52:54:00:8c:62:44  txqueuelen 1000  (Ethernet)
//           RX packets 10  bytes 796 (796.0 B)
//           RX errors 0  dropped 0  overruns 0  frame 0
// Both are read as words, whose value stands behind a colon or a blank. The addresses come before
// the counters, so an address behind them is of an interface whose head is missing.
#include <algorithm>
#include <optional>
#include <string_view>

#include "common/address_lists.hpp"
#include "common/addresses.hpp"
#include "common/blocks.hpp"
#include "common/lines.hpp"
#include "common/numbers.hpp"
#include "common/rows.hpp"
#include "linux/parse.hpp"

namespace linux_ip {
namespace {

using showd::Row;
using showd::text::after;
using showd::text::Detail;
using showd::text::parse_number;
using showd::text::take_word;
using showd::text::trim;

enum Place : unsigned { addresses = 1, flags, counters };

struct Head {
  std::string_view name, rest;
  bool old_form;  ///< "Link encap:"
};

struct Block : showd::text::BlockOfLines {
  showd::text::Sequence order;
  LinkState state;
  showd::text::AddressLists lists;
  bool always_ipv6 = false;  ///< this ifconfig knows IPv6: BusyBox's may not

  static std::optional<Head> head_of(std::string_view line);
  bool open(const Head& head);
  Detail read(std::string_view line);
  void finish() {
    if (state.up) state.oper_status = state.running ? SHOWD_OPER_UP : SHOWD_OPER_DOWN;
    state.put_into(row);
    const bool complete = order.passed(counters);
    lists.put_into(row, complete, complete && always_ipv6);
  }
};

/// The value behind `key`, as "key:value", "key: value" or "key value"; empty if there is none.
std::string_view value_of(std::string_view line, std::string_view key) {
  for (std::size_t at = line.find(key); at != std::string_view::npos; at = line.find(key, at + 1)) {
    std::string_view rest = line.substr(at + key.size());
    const bool whole = (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t') && !rest.empty();
    if (!whole || (rest[0] != ':' && rest[0] != ' ')) continue;
    if (rest[0] == ':') rest.remove_prefix(1);
    return take_word(rest);
  }
  return {};
}

std::optional<Head> Block::head_of(std::string_view line) {
  std::string_view name = take_word(line);
  const std::string_view rest = trim(line);
  if (rest.starts_with("Link encap:")) return Head{name, rest, true};
  if (!rest.starts_with("flags=") || !name.ends_with(':') || name.size() < 2) return std::nullopt;
  name.remove_suffix(1);
  return Head{name, rest, false};
}

// "Link encap:Ethernet  HWaddr 52:54:00:8C:62:44"
void read_old_head(std::string_view rest, Row& row) {
  const std::string_view encapsulation = *after(rest, "Link encap:");
  const std::string_view type = trim(
      encapsulation.substr(0, std::min(encapsulation.find("  "), encapsulation.find("HWaddr"))));
  row.type(type);
  const std::string_view mac = value_of(rest, "HWaddr");
  if (type != "UNSPEC" && showd::text::is_mac(mac)) row.phys_address(mac);
}

// "flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500"
bool Block::open(const Head& head) {
  row.if_name(head.name);
  always_ipv6 = !head.old_form;
  if (head.old_form) {
    read_old_head(head.rest, row);
    return true;
  }
  row.mtu(parse_number(value_of(head.rest, "mtu")));
  const std::size_t open = head.rest.find('<');
  const std::size_t close = head.rest.find('>');
  if (open < close && close != std::string_view::npos)
    state.flags(head.rest.substr(open + 1, close - open - 1));
  return true;
}

// "addr:192.0.2.1  Bcast:192.0.2.255  Mask:255.255.255.0", "192.0.2.1  netmask 0xffffff00";
// "addr: fe80::1/64 Scope:Link", "fe80::1%em0  prefixlen 64"
bool read_address(std::string_view rest, bool ipv6, Block& block) {
  if (const auto own = after(rest, "addr:")) rest = *own;
  std::string_view text = take_word(rest);
  text = text.substr(0, text.find('%'));
  auto prefix = showd::text::parse_prefix(text);
  if (!prefix || prefix->ipv6 != ipv6) {
    block.lists.doubt(ipv6);
    return false;
  }
  for (const std::string_view key : {"Mask", "netmask"})
    if (const auto length = showd::text::parse_netmask(value_of(rest, key)))
      prefix->length = length;
  const auto length = parse_number(value_of(rest, "prefixlen"));
  if (length && *length <= 128) prefix->length = static_cast<std::uint32_t>(*length);
  block.lists.add(*prefix);
  return true;
}

// "UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1"
void read_flags(std::string_view line, Block& block) {
  block.row.mtu(parse_number(value_of(line, "MTU")));
  block.state.flags("");
  for (std::string_view word = take_word(line); !word.empty(); word = take_word(line))
    block.state.flag(word);
}

//   RX packets:10 errors:0 ...
//   RX packets 10  bytes 796 (796.0 B)
//   RX bytes:796 (796.0 B)  TX bytes:904 (904.0 B)
void read_counters(std::string_view line, Row& row) {
  bool in = true;
  for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
    if (word == "RX" || word == "TX") in = word == "RX";
    const std::size_t colon = word.find(':');
    const std::string_view key = word.substr(0, colon);
    std::string_view behind = line;
    const auto value =
        parse_number(colon == std::string_view::npos ? take_word(behind) : word.substr(colon + 1));
    if (value) count(row, in, key, value);
  }
}

Detail Block::read(std::string_view line) {
  if (const auto inet = showd::text::after_inet(line)) {
    if (!order.takes_again(addresses)) return Detail::foreign;
    return read_address(inet->rest, inet->ipv6, *this) ? Detail::taken : Detail::not_understood;
  }
  if (const auto ether = after(line, "ether ")) {
    if (row.has(SHOWD_HAS_PHYS_ADDRESS) || order.passed(counters)) return Detail::foreign;
    std::string_view rest = *ether;
    if (const auto mac = take_word(rest); showd::text::is_mac(mac)) row.phys_address(mac);
  } else if (line.starts_with("RX ") || line.starts_with("TX ")) {
    static_cast<void>(order.takes_again(counters));
    read_counters(line, row);
  } else if (!value_of(line, "MTU").empty()) {
    if (!order.takes(flags)) return Detail::foreign;
    read_flags(line, *this);
  } else {
    return Detail::unknown;
  }
  return Detail::taken;
}

}  // namespace

showd_status parse_ifconfig(std::string_view output, showd::Sink& rows) {
  return showd::text::each_block<Block>(output, rows);
}

}  // namespace linux_ip
