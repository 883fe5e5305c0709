#include "juniper_junos/counters.hpp"

#include <array>
#include <cstdint>
#include <optional>

#include "common/lines.hpp"
#include "common/numbers.hpp"

namespace junos {
namespace {

using showd::Row;
using showd::text::after;
using showd::text::cut;
using showd::text::field;
using showd::text::parse_number;
using showd::text::take_word;

using Setter = Row& (Row::*)(Row::Number);

/// A counter of each direction, with their bits.
struct Pair {
  Setter in, out;
  std::uint64_t in_bit, out_bit;
};
constexpr Pair kOctets = {&Row::in_octets, &Row::out_octets, SHOWD_HAS_IN_OCTETS,
                          SHOWD_HAS_OUT_OCTETS};
constexpr Pair kPackets = {&Row::in_packets, &Row::out_packets, SHOWD_HAS_IN_PACKETS,
                           SHOWD_HAS_OUT_PACKETS};
constexpr Pair kErrors = {&Row::in_errors, &Row::out_errors, SHOWD_HAS_IN_ERRORS,
                          SHOWD_HAS_OUT_ERRORS};
constexpr Pair kDiscards = {&Row::in_discards, &Row::out_discards, SHOWD_HAS_IN_DISCARDS,
                            SHOWD_HAS_OUT_DISCARDS};

/// False: it is there already, so this one is of a section whose heading is not known or missing.
bool put(Row& row, const Pair& pair, bool in, std::optional<std::uint64_t> value) {
  if (row.has(in ? pair.in_bit : pair.out_bit)) return false;
  (row.*(in ? pair.in : pair.out))(value);
  return true;
}

/// "Input" or "Output" off the front; nothing if neither is there.
std::optional<bool> take_direction(std::string_view& line) {
  const std::string_view word = take_word(line);
  if (word == "Input" || word == "Input:") return true;
  if (word == "Output" || word == "Output:") return false;
  return std::nullopt;
}

}  // namespace

bool Counters::section_begins(std::string_view line) {
  struct Known {
    std::string_view start;
    Section section;
  };
  constexpr std::array<Known, 5> kKnown = {
      Known{"Traffic statistics:", Section::traffic}, Known{"Input errors:", Section::input_errors},
      Known{"Output errors:", Section::output_errors}, Known{"MAC statistics:", Section::mac},
      Known{"Bundle:", Section::bundle}};
  for (const Known& known : kKnown) {
    if (!line.starts_with(known.start)) continue;
    if (line.size() != known.start.size() && known.section != Section::mac) return false;
    section_ = known.section;
    return true;
  }
  // "Queue counters:", "PCS statistics                      Seconds"
  if (!line.ends_with(':') && line.find(" statistics ") == std::string_view::npos) return false;
  section_ = Section::other;
  return true;
}

bool Counters::line(std::string_view line, Row& row) {
  if (both_errors(line, row)) return true;
  switch (section_) {
    case Section::none:
    case Section::traffic:
      return traffic(line, row);
    case Section::input_errors:
      return errors(line, true, row);
    case Section::output_errors:
      return errors(line, false, row);
    case Section::mac:
      return mac(line, row);
    case Section::bundle:
      return bundle(line, row);
    case Section::other:
      return false;
  }
  return false;
}

// "Input  bytes  :  52844078  224 bps", "Output packets: 129243982"
bool Counters::traffic(std::string_view line, Row& row) {
  const auto in = take_direction(line);
  const auto parts = cut(line, ":");
  if (!in || !parts) return false;
  const bool bytes = parts->first == "bytes";
  if (!bytes && parts->first != "packets") return true;
  std::string_view rest = parts->second;
  if (!put(row, bytes ? kOctets : kPackets, *in, parse_number(take_word(rest)))) leave();
  return true;
}

// "Input errors: 17, Output errors: 4", without a section
bool Counters::both_errors(std::string_view line, Row& row) {
  bool any = false;
  for (const auto& [name, in] :
       {std::pair{"Input errors", true}, std::pair{"Output errors", false}})
    if (const auto text = field(line, name))
      any = put(row, kErrors, in, parse_number(*text)) || any;
  return any;
}

// "Errors: 0, Drops: 0, Framing errors: 0, ...", over one line or several
bool Counters::errors(std::string_view line, bool in, Row& row) {
  const auto errors = field(line, "Errors");
  const auto drops = field(line, "Drops");
  bool fresh = true;
  if (errors) fresh = put(row, kErrors, in, parse_number(*errors));
  if (drops && fresh) fresh = put(row, kDiscards, in, parse_number(*drops));
  if (!fresh) leave();
  return errors || drops;
}

// "Unicast packets     454413    454961": received, transmitted
bool Counters::mac(std::string_view line, Row& row) {
  struct Known {
    std::string_view label;
    Pair counters;
  };
  constexpr std::array<Known, 3> kKnown = {
      Known{"Unicast packets",
            {&Row::in_unicast_packets, &Row::out_unicast_packets, SHOWD_HAS_IN_UNICAST_PACKETS,
             SHOWD_HAS_OUT_UNICAST_PACKETS}},
      Known{"Multicast packets",
            {&Row::in_multicast_packets, &Row::out_multicast_packets,
             SHOWD_HAS_IN_MULTICAST_PACKETS, SHOWD_HAS_OUT_MULTICAST_PACKETS}},
      Known{"Broadcast packets",
            {&Row::in_broadcast_packets, &Row::out_broadcast_packets,
             SHOWD_HAS_IN_BROADCAST_PACKETS, SHOWD_HAS_OUT_BROADCAST_PACKETS}}};
  if (auto rest = after(line, "CRC/Align errors")) {
    if (!row.has(SHOWD_HAS_IN_CRC_ERRORS)) row.in_crc_errors(parse_number(take_word(*rest)));
    return true;
  }
  for (const Known& known : kKnown) {
    auto rest = after(line, known.label);
    if (!rest) continue;
    const auto in = parse_number(take_word(*rest));
    const auto out = parse_number(take_word(*rest));
    if (!in || !out) return false;
    const bool fresh = put(row, known.counters, true, in);
    if (!put(row, known.counters, false, out) || !fresh) leave();
    return true;
  }
  return false;
}

// An aggregate's unit, under "Statistics        Packets        pps         Bytes          bps":
// "Input :          1200          0        987654            0"
bool Counters::bundle(std::string_view line, Row& row) {
  const auto in = take_direction(line);
  if (!in) return false;
  if (const auto rest = after(showd::text::trim(line), ":")) line = *rest;
  std::array<std::optional<std::uint64_t>, 4> numbers;
  for (auto& number : numbers) number = parse_number(take_word(line));
  if (!numbers[3] || !showd::text::trim(line).empty()) return true;
  const bool fresh = put(row, kPackets, *in, numbers[0]);
  if (!put(row, kOctets, *in, numbers[2]) || !fresh) leave();
  return true;
}

}  // namespace junos
