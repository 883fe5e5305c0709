// Cisco IOS 15.2 (Catalyst):
//   GigabitEthernet0/1 is up, line protocol is up (connected)
//     Hardware is iGbE, address is 0050.56be.0a01 (bia 0050.56be.0a01)
//     Description: to core
//     Internet address is 192.0.2.1/30
//     MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,
//     Full-duplex, 1000Mb/s, link type is auto, media type is RJ45
//     Input queue: 0/75/3/0 (size/max/drops/flushes); Total output drops: 4
//        83 packets input, 14855 bytes, 0 no buffer
//        Received 70 broadcasts (60 multicasts)
//        2 input errors, 1 CRC, 0 frame, 0 overrun, 0 ignored
//        0 watchdog, 60 multicast, 0 pause input
//        15513 packets output, 2510810 bytes, 0 underruns
//        1 output errors, 0 collisions, 3 interface resets
// What is configured appears, what is not does not: no "Description" is an empty one. Indented
// lines that hold nothing for a row are passed over; a line at the margin that opens no block is
// explained.
#include <cstdint>
#include <optional>
#include <string_view>

#include "cisco_ios/interface_head.hpp"
#include "cisco_ios/parse.hpp"
#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "common/numbers.hpp"

namespace cisco_ios {
namespace {

using showd::Row;
using showd::text::after;
using showd::text::cut;
using showd::text::parse_number;
using showd::text::starts_with_nocase;
using showd::text::take_word;
using std::string_view;

/// Calls `use` with each part of `text` between commas.
template <class Use>
void each_field(string_view text, Use use) {
  for (bool more = true; more;) {
    const auto halves = cut(text, ",");
    use(showd::text::trim(halves ? halves->first : text));
    more = halves.has_value();
    if (more) text = halves->second;
  }
}

// "Hardware is iGbE, address is 0050.56be.0a01 (bia 0050.56be.0a01)"; "Hardware is Loopback"
bool read_hardware(string_view line, Row& row) {
  const auto hardware = after(line, "Hardware is ");
  if (!hardware) return false;
  const auto halves = cut(*hardware, ", address is ");
  row.type(halves ? halves->first : *hardware);
  if (!halves) return true;
  string_view rest = halves->second;
  if (const string_view mac = take_word(rest); showd::text::is_mac(mac)) row.phys_address(mac);
  return true;
}

bool read_description(string_view line, Row& row) {
  const auto description = after(line, "Description:");
  if (description) row.if_alias(*description);
  return description.has_value();
}

// "Internet address is 192.0.2.1/30"; not "Internet address will be negotiated using DHCP"
bool read_address(string_view line, Row& row) {
  const auto given = after(line, "Internet address is ");
  if (!given) return line.starts_with("Internet address ");
  if (const auto prefix = showd::text::parse_prefix(*given); prefix && !prefix->ipv6)
    row.add_ipv4(prefix->address, prefix->length.value_or(SHOWD_PREFIX_LENGTH_UNKNOWN));
  return true;
}

// "MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,"; older: "BW 10000 Kbit, DLY ..."
bool read_mtu(string_view line, Row& row) {
  if (!line.starts_with("MTU ")) return false;
  each_field(line, [&](string_view part) {
    const string_view what = take_word(part);
    const auto value = parse_number(take_word(part));
    const string_view unit = take_word(part);
    if (what == "MTU" && unit == "bytes") row.mtu(value);
    if (what == "BW" && unit.starts_with("Kbit") && value && *value <= UINT64_MAX / 1000)
      row.bandwidth_bps(*value * 1000);
  });
  return true;
}

// "Full-duplex, 1000Mb/s, ..."; "Half Duplex, 10Mbps, ..."; "Auto-duplex, Auto-speed, ..."
bool read_duplex(string_view line, Row& row) {
  const auto fields = cut(line, ",");
  if (!fields) return false;
  const string_view word = fields->first;
  const bool full = starts_with_nocase(word, "full");
  const bool half = starts_with_nocase(word, "half");
  const bool automatic = starts_with_nocase(word, "auto");
  if (word.size() != 11 || (!full && !half && !automatic)) return false;
  if (!starts_with_nocase(word.substr(5), "duplex")) return false;
  if (full || half) row.duplex(full ? SHOWD_DUPLEX_FULL : SHOWD_DUPLEX_HALF);
  const auto speed = cut(fields->second, ",");
  const auto bps = showd::text::parse_speed_bps(speed ? speed->first : fields->second);
  if (bps && *bps > 0) row.speed_bps(bps);
  return true;
}

// "Input queue: 0/75/3/0 (size/max/drops/flushes); Total output drops: 4"
// IOS 12.0: "Output queue 0/40, 4 drops; input queue 0/75, 3 drops"
bool read_queues(string_view line, Row& row) {
  const auto halves = cut(line, ";");
  if (!halves) return false;
  if (const auto input = after(halves->first, "Input queue:")) {
    string_view sizes = *input;
    for (int skip = 0; skip < 2; ++skip) {
      const auto next = cut(sizes, "/");
      if (!next) return true;
      sizes = next->second;
    }
    row.in_discards(parse_number(sizes.substr(0, sizes.find('/'))));
    if (const auto total = after(halves->second, "Total output drops:"))
      row.out_discards(parse_number(*total));
    return true;
  }
  if (!halves->first.starts_with("Output queue ")) return false;
  const auto drops = [](string_view half) -> Row::Number {
    const auto fields = cut(half, ",");
    if (!fields || !fields->second.ends_with(" drops")) return std::nullopt;
    string_view rest = fields->second;
    return parse_number(take_word(rest));
  };
  row.out_discards(drops(halves->first));
  if (halves->second.starts_with("input queue ")) row.in_discards(drops(halves->second));
  return true;
}

// "Received 70 broadcasts (60 multicasts)": the first number counts both kinds. Routers print
// "(60 IP multicasts)", which leaves other multicasts among the broadcasts: then neither is known.
bool read_received(string_view line, Row& row) {
  auto rest = after(line, "Received ");
  if (!rest) return false;
  const auto both = parse_number(take_word(*rest));
  if (take_word(*rest) != "broadcasts") return true;
  string_view brackets = showd::text::trim(*rest);
  if (!brackets.starts_with('(')) return true;
  brackets.remove_prefix(1);
  const auto multicasts = parse_number(take_word(brackets));
  if (showd::text::trim(brackets) != "multicasts)" || !both || !multicasts || *multicasts > *both)
    return true;
  row.in_multicast_packets(multicasts).in_broadcast_packets(*both - *multicasts);
  return true;
}

struct Total {
  string_view label;
  Row& (Row::*set)(Row::Number);
};
constexpr Total kTotals[] = {
    {"packets input", &Row::in_packets}, {"packets output", &Row::out_packets},
    {"input errors", &Row::in_errors},   {"output errors", &Row::out_errors},
    {"CRC", &Row::in_crc_errors},        {"multicast", &Row::in_multicast_packets},
};

// "83 packets input, 14855 bytes, 0 no buffer"; "2 input errors, 1 CRC, 0 frame, ..."
bool read_totals(string_view line, Row& row) {
  if (line.empty() || line[0] < '0' || line[0] > '9') return false;
  const bool input = line.find(" packets input") != string_view::npos;
  const bool output = line.find(" packets output") != string_view::npos;
  each_field(line, [&](string_view part) {
    const auto value = parse_number(take_word(part));
    const string_view label = showd::text::trim(part);
    if (label == "bytes" && input) row.in_octets(value);
    if (label == "bytes" && output) row.out_octets(value);
    for (const Total& total : kTotals)
      if (label == total.label) (row.*total.set)(value);
  });
  return true;
}

/// One indented line of a block. Most of them hold nothing that a row has a place for.
void read_detail(string_view line, Row& row) {
  using Reader = bool (*)(string_view, Row&);
  for (const Reader read : {&read_hardware, &read_description, &read_address, &read_mtu,
                            &read_duplex, &read_queues, &read_received, &read_totals})
    if (read(line, row)) return;
}

}  // namespace

showd_status parse_show_interfaces(string_view output, showd::Sink& rows) {
  std::optional<Row> row;
  bool any = false;
  for (showd::text::Lines lines(output); lines.next();) {
    const string_view line = lines.line();
    if (const auto head = parse_head(line)) {
      if (row && !rows.row(*row)) return SHOWD_E_STOPPED;
      row.emplace();
      set_head(*row, *head);
      row->if_alias("").no_ipv4();
      any = true;
    } else if (row && line.starts_with(' ')) {
      read_detail(showd::text::trim(line), *row);
    } else if (!showd::text::trim(line).empty()) {
      rows.explain(lines.number(), "does not open an interface");
    }
  }
  if (row) rows.row(*row);
  return any ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace cisco_ios
