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
// Counters are "label: number" on switches, "number label" on virtual interfaces, "label: number
// packets" on NE. A description is free text and may read like any other line, so it is read first.
// Most lines are none of our business: only those are explained that stand outside of an interface,
// or that look like ours and are not.
#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "common/numbers.hpp"
#include "huawei_vrp/parse.hpp"

namespace vrp {
namespace {

using showd::Row;
using showd::text::after;
using showd::text::cut;
using showd::text::equal_nocase;
using showd::text::field;
using showd::text::parse_number;
using showd::text::take_word;
using showd::text::trim;

using Setter = Row& (Row::*)(Row::Number);

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
  // "2000-01-01 00:00:00 UTC+01:00 DST", "-" for never
  void changed(std::string_view text) { latest_.push_back(text); }
  void now(std::string_view text) { now_ = text; }

  /// The age of the latest change; nothing if a time is in another zone than the clock, or in
  /// summer time, which the clock's offset does not tell.
  [[nodiscard]] std::optional<std::uint64_t> age() const {
    std::string_view zone;
    const auto now = showd::text::parse_calendar_seconds(now_, &zone);
    if (!now) return std::nullopt;
    std::optional<std::int64_t> latest;
    for (const std::string_view text : latest_) {
      if (text == "-") continue;
      std::string_view its_zone;
      const auto at = showd::text::parse_calendar_seconds(text, &its_zone);
      if (!at || bare(its_zone) != bare(zone)) return std::nullopt;
      latest = std::max(latest.value_or(*at), *at);
    }
    if (!latest || *latest > *now) return std::nullopt;
    return static_cast<std::uint64_t>(*now - *latest);
  }

 private:
  static std::string_view bare(std::string_view zone) { return after(zone, "UTC").value_or(zone); }
  std::vector<std::string_view> latest_;
  std::string_view now_;
};

struct Counter {
  std::string_view label;
  Setter in, out;
};
constexpr std::array<Counter, 14> kCounters = {
    Counter{"packets", &Row::in_packets, &Row::out_packets},
    Counter{"bytes", &Row::in_octets, &Row::out_octets},
    Counter{"unicast", &Row::in_unicast_packets, &Row::out_unicast_packets},
    Counter{"multicast", &Row::in_multicast_packets, &Row::out_multicast_packets},
    Counter{"broadcast", &Row::in_broadcast_packets, &Row::out_broadcast_packets},
    Counter{"total error", &Row::in_errors, &Row::out_errors},
    Counter{"errors", &Row::in_errors, &Row::out_errors},
    Counter{"input error", &Row::in_errors, nullptr},
    Counter{"output error", nullptr, &Row::out_errors},
    Counter{"discard", &Row::in_discards, &Row::out_discards},
    Counter{"drop", &Row::in_discards, &Row::out_discards},
    Counter{"drops", &Row::in_discards, &Row::out_discards},
    Counter{"discards", &Row::in_discards, &Row::out_discards},
    Counter{"crc", &Row::in_crc_errors, nullptr}};

class Reader {
 public:
  explicit Reader(showd::Sink& rows) : rows_(rows) {}

  /// False: not understood.
  bool line(std::string_view raw) {
    const std::string_view line = trim(raw);
    if (line.empty()) return true;
    if (row_ && line.starts_with("Description")) {
      if (const auto parts = cut(line, ":"); parts && parts->first == "Description") {
        row_->if_alias(parts->second);
        return true;
      }
    }
    if (const auto head = cut(line, " current state"); head && raw.front() == line.front()) {
      const auto state = after(head->second, ":");
      if (state && head->first == "Line protocol") return row_ && line_protocol(*state);
      if (state && head->first.find(' ') == std::string_view::npos)
        return begin(head->first, *state);
    }
    if (!row_) return false;
    return facts(line) || counters(line) || true;
  }

  void flush() {
    if (!row_) return;
    put_states(physical_, protocol_, *row_);
    row_->last_change_seconds(ages_.age());
    rows_.row(*row_);
    any_ = true;
    row_.reset();
  }

  [[nodiscard]] bool any() const noexcept { return any_; }

 private:
  // "UP", "Administratively DOWN", "UP (ifindex: 22)", "DOWN(transceiver not present)(ifindex: 5)"
  bool begin(std::string_view name, std::string_view text) {
    flush();
    std::optional<std::uint64_t> index;
    if (const std::size_t at = text.find("(ifindex:"); at != std::string_view::npos) {
      index = leading_number(trim(text.substr(at + 9)));
      text = text.substr(0, at);
    }
    const auto state = parse_state(text);
    if (!state) return false;
    row_.emplace(name);
    row_->if_index(index);
    physical_ = *state;
    protocol_.reset();
    ages_ = {};
    direction_ = Direction::none;
    return true;
  }

  bool line_protocol(std::string_view text) {
    protocol_ = parse_state(text);
    return protocol_.has_value();
  }

  bool facts(std::string_view line) {
    if (const auto mac = behind(line, "Hardware address is")) {
      std::string_view rest = *mac;
      if (const std::string_view word = take_word(rest); showd::text::is_mac(word))
        row_->phys_address(word);
      return true;
    }
    for (const std::string_view words : {"Maximum Transmit Unit is", "Maximum Frame Length is"}) {
      const auto bytes = behind(line, words);
      if (!bytes) continue;
      if (!row_->has(SHOWD_HAS_MTU) || words.starts_with("Maximum T"))
        row_->mtu(leading_number(*bytes));
      if (const auto rate = field(line, "Current BW")) bandwidth(*rate);
      return true;
    }
    return address(line) || port(line) || time(line);
  }

  // "Internet Address is 192.0.2.1/24 Sub", "Internet Address is allocated by DHCP, 192.0.2.7/24",
  // "Internet protocol processing : disabled"
  bool address(std::string_view line) {
    if (const auto processing = after(line, "Internet protocol processing")) {
      if (processing->ends_with("disabled")) row_->no_ipv4();
      return true;
    }
    auto rest = after(line, "Internet Address is");
    if (!rest) return false;
    for (std::string_view word = take_word(*rest); !word.empty(); word = take_word(*rest)) {
      const auto prefix = showd::text::parse_prefix(word);
      if (!prefix || prefix->ipv6) continue;
      row_->add_ipv4(prefix->address, prefix->length.value_or(SHOWD_PREFIX_LENGTH_UNKNOWN));
      break;
    }
    return true;
  }

  bool port(std::string_view line) {
    if (const auto speed = field(line, "Speed")) {
      const auto megabits = parse_number(*speed);  // else "AUTO", or with its own unit
      const auto bps = megabits
                           ? std::optional(*megabits <= 100'000'000 ? *megabits * 1'000'000 : 0)
                           : showd::text::parse_speed_bps(*speed);
      if (bps && *bps != 0) row_->speed_bps(bps);
      return true;
    }
    if (const auto duplex = field(line, "Duplex")) {
      if (equal_nocase(*duplex, "full")) row_->duplex(SHOWD_DUPLEX_FULL);
      if (equal_nocase(*duplex, "half")) row_->duplex(SHOWD_DUPLEX_HALF);
      return true;
    }
    if (const auto rate = field(line, "Port BW")) return bandwidth(*rate);
    return false;
  }

  bool bandwidth(std::string_view text) {
    if (const auto bps = showd::text::parse_speed_bps(text); bps && *bps != 0)
      row_->bandwidth_bps(bps);
    return true;
  }

  bool time(std::string_view line) {
    const auto parts = cut(line, ":");
    if (!parts) return false;
    for (const std::string_view name :
         {"Last physical up time", "Last physical down time", "Last line protocol up time"}) {
      if (parts->first != name) continue;
      ages_.changed(parts->second);
      return true;
    }
    if (parts->first != "Current system time") return false;
    ages_.now(parts->second);
    return true;
  }

  // "Input:  1832 packets, 619216 bytes", "Output:0 packets,0 bytes", "  Unicast: 0, Multicast: -",
  // "  0 unicast,0 broadcast,0 multicast"
  bool counters(std::string_view line) {
    if (const auto rest = after(line, "Input:")) {
      direction_ = Direction::in;
      line = *rest;
    } else if (const auto rest = after(line, "Output:")) {
      direction_ = Direction::out;
      line = *rest;
    }
    if (direction_ == Direction::none) return false;
    while (!line.empty()) {
      const std::size_t comma = line.find(',');
      count(trim(line.substr(0, comma)));
      line.remove_prefix(comma == std::string_view::npos ? line.size() : comma + 1);
    }
    return true;
  }

  void count(std::string_view piece) {
    std::string_view label;
    std::string_view number;
    if (const auto parts = cut(piece, ":")) {
      label = parts->first;
      number = parts->second.substr(0, parts->second.find(' '));  // NE: "55 packets"
    } else {
      number = take_word(piece);
      label = trim(piece);
    }
    const auto value = parse_number(number);  // "-": it does not count these
    if (!value) return;
    for (const Counter& known : kCounters) {
      if (!equal_nocase(label, known.label)) continue;
      const Setter set = direction_ == Direction::in ? known.in : known.out;
      if (set) (*row_.*set)(value);
    }
  }

  enum class Direction { none, in, out };

  showd::Sink& rows_;
  bool any_ = false;
  std::optional<Row> row_;
  State physical_;
  std::optional<State> protocol_;
  Ages ages_;
  Direction direction_ = Direction::none;
};

}  // namespace

showd_status parse_display_interface(std::string_view output, showd::Sink& rows) {
  Reader reader(rows);
  for (showd::text::Lines lines(output); lines.next() && !rows.stopped();)
    if (!reader.line(lines.line()))
      rows.explain(lines.number(), "not a line of an interface, or not as it should be");
  reader.flush();
  return reader.any() ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace vrp
