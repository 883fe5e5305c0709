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
// "Interface ge3 is down" has no word on the line protocol: administratively down. "up, line
// protocol detection is disabled" (no link-detect): the RUNNING flag decides. The times of the last
// link change are local time, with no clock beside them: no age can be had.
// The lines are told apart by their words and stand in this order, also in Quagga, which lacks some
// of them; so one that comes too late shows that the head before it is missing. Most are none of
// our business: only those are explained that stand outside of an interface, or that look like ours
// and are not.
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
#include "frr/parse.hpp"

namespace frr {
namespace {

using showd::Row;
using showd::text::after;
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

/// An `Interface ...` block while its lines come in; the states depend on several of them.
struct Block {
  Row row;
  showd::text::Sequence order;
  showd::text::AddressLists addresses;
  std::optional<bool> admin_up;
  std::optional<bool> protocol_up;
  bool detected = true;  ///< false: not the line protocol, but the RUNNING flag decides
  std::optional<bool> running;
  bool not_present = false;  ///< configured, but the kernel has no such interface
  bool indented = false;     ///< a line of it was
  bool described = false;    ///< the line behind the description's place was read

  void finish();

 private:
  void put_states();
};

/// What a line was taken for.
enum class Read { ours, unknown, not_understood, of_another_block };

bool is_head(std::string_view line) {
  return line.starts_with("Interface ") && line.find(" is ") != std::string_view::npos;
}

/// "Interface NAME is STATE"; false: the state is not understood, or all of it (then no name).
bool read_head(std::string_view line, Block& block) {
  take_word(line);
  const std::string_view name = take_word(line);
  if (name.empty() || take_word(line) != "is") return false;
  block.row.if_name(name);
  const std::string_view state = showd::text::trim(line);
  if (state == "down") block.admin_up = false;
  if (state == "up" || state.starts_with("up,")) block.admin_up = true;
  if (state == "up, line protocol is up") block.protocol_up = true;
  if (state == "up, line protocol is down") block.protocol_up = false;
  block.detected = state != "up" && state != "up, line protocol detection is disabled";
  return block.admin_up == false || block.protocol_up || !block.detected;
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

Read read_detail(std::string_view line, Block& block) {
  for (const Known& known : kKnown) {
    if (!line.starts_with(known.start)) continue;
    if (!block.order.takes(known.place)) return Read::of_another_block;
    const auto value = known.whole ? line : *after(line, known.start);
    return read_fact(known.place, value, block) ? Read::ours : Read::not_understood;
  }
  for (const std::string_view family : {"inet ", "inet6 "}) {
    const auto text = after(line, family);
    if (!text) continue;
    if (!block.order.takes_again(address)) return Read::ours;  // a neighbour's
    return read_address(*text, family == "inet6 ", block) ? Read::ours : Read::not_understood;
  }
  for (const std::string_view start : {"Interface Type ", "ND ", "Hosts use ", "Neighbor address"})
    if (line.starts_with(start)) static_cast<void>(block.order.takes_again(behind));
  if (line.starts_with("protodown: on")) block.row.reason(line);
  return Read::unknown;
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

class Reader {
 public:
  explicit Reader(showd::Sink& rows) : rows_(rows), block_(rows) {}

  void line(std::uint32_t number, std::string_view raw) {
    const std::string_view line = showd::text::trim(raw);
    if (line.empty()) return;
    if (is_head(line)) return begin(number, line);
    if (!block_) return rows_.explain(number, "not within an interface");
    if (showd::text::looks_like_head(line)) return close(number, "not the head of an interface");
    const bool margin = showd::text::indent(raw) == 0;
    block_->indented = block_->indented || !margin;
    switch (read_detail(line, *block_)) {
      case Read::ours:
        return;
      case Read::unknown:
        if (margin && block_->indented) rows_.explain(number, "not the head of an interface");
        return;
      case Read::not_understood:
        return rows_.explain(number, "not as a line of an interface should be");
      case Read::of_another_block:
        return close(number, "a line of an interface whose head is missing");
    }
  }

  [[nodiscard]] showd_status status() { return block_.status(); }

 private:
  void begin(std::uint32_t number, std::string_view line) {
    block_.end();
    Block block;
    if (!read_head(line, block)) rows_.explain(number, "not the head of an interface");
    if (!block.row.if_name().empty()) block_.begin() = std::move(block);
  }

  void close(std::uint32_t number, std::string_view why) {
    block_.end();
    rows_.explain(number, why);
  }

  showd::Sink& rows_;
  showd::text::OpenBlock<Block> block_;
};

}  // namespace

showd_status parse_show_interface(std::string_view output, showd::Sink& rows) {
  Reader reader(rows);
  for (showd::text::Lines lines(output); lines.next() && !rows.stopped();)
    reader.line(lines.number(), lines.line());
  return reader.status();
}

}  // namespace frr
