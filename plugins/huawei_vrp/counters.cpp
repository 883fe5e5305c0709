#include "huawei_vrp/counters.hpp"

#include <algorithm>
#include <utility>

#include "common/counters.hpp"
#include "common/lines.hpp"
#include "common/numbers.hpp"

namespace vrp {
namespace {

using showd::Row;
using showd::text::Counter;
using showd::text::cut;
using showd::text::parse_number;
using showd::text::starts_with_nocase;
using showd::text::take_word;
using showd::text::trim;

constexpr Counter kCounters[] = {
    {"packets", &Row::in_packets, &Row::out_packets},
    {"bytes", &Row::in_octets, &Row::out_octets},
    {"unicast", &Row::in_unicast_packets, &Row::out_unicast_packets},
    {"unicasts", &Row::in_unicast_packets, &Row::out_unicast_packets},
    {"multicast", &Row::in_multicast_packets, &Row::out_multicast_packets},
    {"multicasts", &Row::in_multicast_packets, &Row::out_multicast_packets},
    {"broadcast", &Row::in_broadcast_packets, &Row::out_broadcast_packets},
    {"broadcasts", &Row::in_broadcast_packets, &Row::out_broadcast_packets},
    {"total error", &Row::in_errors, &Row::out_errors},
    {"total errors", &Row::in_errors, &Row::out_errors},
    {"errors", &Row::in_errors, &Row::out_errors},
    {"input error", &Row::in_errors, nullptr},
    {"input errors", &Row::in_errors, nullptr},
    {"total input error", &Row::in_errors, nullptr},
    {"output error", nullptr, &Row::out_errors},
    {"output errors", nullptr, &Row::out_errors},
    {"total output error", nullptr, &Row::out_errors},
    {"discard", &Row::in_discards, &Row::out_discards},
    {"discards", &Row::in_discards, &Row::out_discards},
    {"drop", &Row::in_discards, &Row::out_discards},
    {"drops", &Row::in_discards, &Row::out_discards},
    {"crc", &Row::in_crc_errors, nullptr},
};

constexpr std::uint32_t kTotals = 0b11;  ///< packets and bytes, of kCounters

/// "Unicast: 55 packets" or "55 unicast" as label and number.
std::pair<std::string_view, std::string_view> label_and_number(std::string_view piece) {
  if (const auto parts = cut(piece, ":")) {
    std::string_view value = parts->second;
    return {parts->first, take_word(value)};
  }
  const std::string_view number = take_word(piece);
  return {trim(piece), number};
}

}  // namespace

/// "Input:  6460 packets", "Output : 0 bytes", "Input (total): 5 packets": leaves what is behind.
bool Counters::direction_begins(std::string_view& line) {
  const bool in = starts_with_nocase(line, "input");
  if (!in && !starts_with_nocase(line, "output")) return false;
  std::string_view rest = trim(line.substr(in ? 5 : 6));
  if (rest.starts_with('('))
    rest = trim(rest.substr(std::min(rest.find(')'), rest.size() - 1) + 1));
  if (!rest.starts_with(':')) return false;
  direction_ = in ? Direction::in : Direction::out;
  line = trim(rest.substr(1));
  details_ = in || line.empty() || (seen_[true] & ~kTotals) != 0;
  return true;
}

void Counters::line(std::string_view line, Row& row) {
  if (!direction_begins(line) && line.ends_with(':')) direction_ = Direction::none;
  while (!line.empty() && direction_ != Direction::none) count(showd::text::take_item(line), row);
}

/// A label that comes again is of counters whose own heading is not known, or is missing. So are
/// details behind both totals: on NE "Input:" stands above them once more.
void Counters::count(std::string_view piece, Row& row) {
  const auto [label, number] = label_and_number(piece);
  const Counter* const known = showd::text::find_counter(kCounters, label);
  if (!known) return;
  const bool in = direction_ == Direction::in;
  const std::uint32_t bit = std::uint32_t{1} << (known - kCounters);
  if ((seen_[in] & bit) || (!details_ && !(bit & kTotals))) {
    direction_ = Direction::none;
    return;
  }
  seen_[in] |= bit;
  known->put_into(row, in, parse_number(number));  // "-": it does not count these
}

}  // namespace vrp
