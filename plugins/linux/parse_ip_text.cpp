// iproute2 6.1 (`ip -s -d` adds to the lines and more lines):
//   2: eth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT
//       link/ether 52:54:00:8c:62:44 brd ff:ff:ff:ff:ff:ff link-netnsid 0
//       alias uplink
//       RX:  bytes packets errors dropped  missed   mcast
//              796      10      0       0       0       0
//       vf 0     link/ether 52:54:00:8c:62:45 brd ff:ff:ff:ff:ff:ff, spoof checking on
//       inet 192.0.2.1/24 brd 192.0.2.255 scope global eth0
//          valid_lft forever preferred_lft forever
//       inet 10.200.0.1 peer 10.200.0.2/32 scope global tun4
// BusyBox prints the same without "group" and "qlen". The lines are told apart by their words and
// stand in this order, so one that comes too late shows that the head before it is missing.
#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "common/address_lists.hpp"
#include "common/addresses.hpp"
#include "common/blocks.hpp"
#include "common/lines.hpp"
#include "common/names.hpp"
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

enum Place : unsigned { link = 1, alias, received, receive_errors, sent, send_errors, addresses };

/// "2: eth0@if3:" and what is behind it.
struct Head {
  std::string_view name;
  std::uint64_t index;
  std::string_view rest;
};
std::optional<Head> split_head(std::string_view line) {
  std::string_view number = take_word(line);
  std::string_view name = take_word(line);
  if (!number.ends_with(':') || !name.ends_with(':')) return std::nullopt;
  number.remove_suffix(1);
  name.remove_suffix(1);
  const auto index = parse_number(number);
  name = own_name(name);
  if (!index || name.empty()) return std::nullopt;
  return Head{name, *index, showd::text::trim(line)};
}

struct Block : showd::text::BlockOfLines {
  showd::text::Sequence order;
  LinkState state;
  showd::text::AddressLists lists;
  std::string_view counter_names;  ///< "RX:  bytes packets ..." while its numbers are due
  bool virtual_function = false;   ///< the counters are of one of the card's, not its own

  static std::optional<Head> head_of(std::string_view line) {
    const auto head = split_head(line);
    return head && head->rest.starts_with('<') ? head : std::nullopt;
  }
  bool open(const Head& head);
  Detail read(std::string_view line);
  static bool opens_another(std::string_view line, showd::text::Details) {
    return showd::text::looks_like_head(line) || split_head(line);
  }
};

/// Of `ip link`: the alias stands behind the link's line.
struct LinkBlock : Block {
  void finish() {
    state.put_into(row);
    if (order.passed(link) && !row.has(SHOWD_HAS_IF_ALIAS)) row.if_alias("");
  }
};

/// Of `ip address`: the addresses do.
struct AddressBlock : Block {
  void finish() {
    state.put_into(row);
    lists.put_into(row, order.passed(link), order.passed(link));
  }
};

// "<BROADCAST,UP> mtu 1500 ... state UP ..."
bool Block::open(const Head& head) {
  row.if_name(head.name).if_index(head.index);
  std::string_view rest = head.rest;
  const std::string_view flags = take_word(rest);
  const bool listed = flags.starts_with('<') && flags.ends_with('>') && flags.size() > 1;
  if (listed) state.flags(flags.substr(1, flags.size() - 2));
  bool understood = listed;
  for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
    if (word == "mtu") row.mtu(parse_number(take_word(rest)));
    if (word == "state") understood = state.operstate(take_word(rest)) && understood;
  }
  return understood;
}

void read_link(std::string_view rest, Row& row) {
  row.type(take_word(rest));
  if (const std::string_view mac = take_word(rest); showd::text::is_mac(mac)) row.phys_address(mac);
}

// "192.0.2.1/24 brd ...", "10.200.0.1 peer 10.200.0.2/32 ..."
std::optional<showd::text::Prefix> take_address(std::string_view& rest) {
  std::string_view behind = rest;
  auto prefix = showd::text::parse_prefix(take_word(behind));
  if (!prefix) return std::nullopt;
  rest = behind;
  if (take_word(behind) != "peer") return prefix;
  const auto peer = showd::text::parse_prefix(take_word(behind));
  if (peer && !prefix->length) prefix->length = peer->length;
  rest = behind;
  return prefix;
}

bool read_address(std::string_view text, bool ipv6, Block& block) {
  const auto prefix = take_address(text);
  const bool understood = prefix && prefix->ipv6 == ipv6;
  if (understood)
    block.lists.add(*prefix);
  else
    block.lists.doubt(ipv6);
  return understood;
}

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  while (!take_word(text).empty()) ++words;
  return words;
}

/// `names` of "RX:  bytes packets ..." or "RX errors:  length crc ...", one value each.
void read_counters(std::string_view values, Block& block) {
  std::string_view names = std::exchange(block.counter_names, {});
  const bool in = names.starts_with("RX");
  names.remove_prefix(names.find(':') + 1);
  if (count_words(names) != count_words(values)) return;
  for (std::string_view name = take_word(names); !name.empty(); name = take_word(names))
    count(block.row, in, name, parse_number(take_word(values)));
}

bool are_numbers(std::string_view line) {
  return line.find_first_not_of("0123456789 \t") == std::string_view::npos;
}

/// "RX:  bytes packets ...", "TX errors:  aborted ..."
Detail counters_begin(std::string_view line, Place place, Block& block) {
  block.counter_names = {};
  if (block.virtual_function) return Detail::taken;
  if (!block.order.takes(place)) return Detail::foreign;
  block.counter_names = line;
  return Detail::taken;
}

Detail Block::read(std::string_view line) {
  if (are_numbers(line)) {
    if (!counter_names.empty()) read_counters(line, *this);
    return Detail::taken;
  }
  for (const auto& [start, place] :
       {std::pair{"RX:", received}, std::pair{"TX:", sent}, std::pair{"RX errors:", receive_errors},
        std::pair{"TX errors:", send_errors}})
    if (line.starts_with(start)) return counters_begin(line, place, *this);
  if (const auto text = after(line, "link/")) {
    if (!order.takes(link)) return Detail::foreign;
    read_link(*text, row);
    return Detail::taken;
  }
  if (const auto text = after(line, "alias ")) {
    if (!order.takes(alias)) return Detail::foreign;
    row.if_alias(*text);
    return Detail::taken;
  }
  virtual_function = virtual_function || line.starts_with("vf ");
  if (const auto inet = showd::text::after_inet(line)) {
    if (!order.takes_again(addresses)) return Detail::foreign;
    return read_address(inet->rest, inet->ipv6, *this) ? Detail::taken : Detail::not_understood;
  }
  return Detail::unknown;
}

//   lo               UNKNOWN        127.0.0.1/8 ::1/128
//   eth0@if3         UP             52:54:00:8c:62:44 <BROADCAST,MULTICAST,UP,LOWER_UP>
showd::text::LineIs read_brief(std::string_view line, Listing listing, Row& row) {
  row.if_name(own_name(take_word(line)));
  LinkState state;
  if (!state.operstate(take_word(line))) return showd::text::LineIs::unknown;
  showd::text::AddressLists lists;
  while (!showd::text::trim(line).empty()) {
    if (const auto prefix = take_address(line)) {
      lists.add(*prefix);
      continue;
    }
    const std::string_view word = take_word(line);
    if (word.starts_with('<') && word.ends_with('>'))
      state.flags(word.substr(1, word.size() - 2));
    else if (showd::text::is_mac(word))
      row.phys_address(word);
  }
  state.put_into(row);
  if (listing == Listing::address) lists.put_into(row, true, true);
  return showd::text::LineIs::row;
}

}  // namespace

showd_status parse_ip_text(std::string_view output, Listing listing, showd::Sink& rows) {
  if (listing == Listing::link) return showd::text::each_block<LinkBlock>(output, rows);
  return showd::text::each_block<AddressBlock>(output, rows);
}

showd_status parse_ip_brief(std::string_view output, Listing listing, showd::Sink& rows) {
  return showd::text::each_row(
      output, rows, "not an interface",
      [listing](std::string_view line, Row& row) { return read_brief(line, listing, row); });
}

}  // namespace linux_ip
