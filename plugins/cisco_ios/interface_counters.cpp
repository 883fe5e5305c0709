#include "cisco_ios/interface_counters.hpp"

#include "common/lines.hpp"
#include "common/numbers.hpp"

namespace cisco_ios {
namespace {

using showd::Row;
using showd::text::cut;
using showd::text::parse_number;
using showd::text::Sequence;
using showd::text::take_item;
using showd::text::take_word;
using showd::text::trim;
using std::string_view;

/// "0/75/3/0" -> 3; "0/75/6" -> 6
Row::Number third_number(string_view slashed) {
  for (int skip = 0; skip < 2; ++skip) {
    const std::size_t slash = slashed.find('/');
    if (slash == string_view::npos) return std::nullopt;
    slashed.remove_prefix(slash + 1);
  }
  return parse_number(slashed.substr(0, slashed.find('/')));
}

/// "0/40, 4 drops" -> 4
Row::Number drops(string_view half) {
  const auto fields = cut(half, ",");
  if (!fields || !fields->second.ends_with(" drops")) return std::nullopt;
  string_view rest = fields->second;
  return parse_number(take_word(rest));
}

struct Total {
  string_view label;
  Place place;
  Row& (Row::*set)(Row::Number);
};
constexpr Total kTotals[] = {
    {"packets input", kInput, &Row::in_packets},
    {"input errors", kInputErrors, &Row::in_errors},
    {"CRC", kInputErrors, &Row::in_crc_errors},
    {"watchdog", kInputMulticast, nullptr},
    {"multicast", kInputMulticast, nullptr},
    {"packets output", kOutput, &Row::out_packets},
    {"output errors", kOutputErrors, &Row::out_errors},
    {"pause output", kPauses, nullptr},
};

const Total* find_total(string_view label) {
  for (const Total& total : kTotals)
    if (label == total.label) return &total;
  return nullptr;
}

}  // namespace

void Casts::read(string_view text) {
  const auto number = parse_number(take_word(text));
  if (take_word(text).substr(0, 10) != "broadcasts") return;
  broadcasts_ = number;
  const auto brackets = cut(text, "(");
  if (!brackets) return;
  string_view inside = brackets->second;
  const auto multicasts = parse_number(take_word(inside));
  string_view what = take_word(inside);
  ip_only_ = what == "IP";
  if (ip_only_) what = take_word(inside);
  if (what == "multicasts)" || what == "multicast)") multicasts_ = multicasts;
}

void Casts::state_received(Row& row, Row::Number multicast, bool line_lost) const {
  const bool all_multicasts = multicasts_ && (!ip_only_ || broadcasts_ == 0u);
  if (!multicast && !line_lost && all_multicasts) row.in_multicast_packets(multicasts_);
  const bool none_among =
      multicast ? *multicast == 0 || multicast > broadcasts_ : !ip_only_ && !line_lost;
  if (broadcasts_ == 0u || (multicasts_ == 0u && none_among)) row.in_broadcast_packets(broadcasts_);
}

void Casts::state_sent(Row& row) const {
  if (multicasts_ && (!ip_only_ || broadcasts_ == 0u || multicasts_ == 0u))
    row.out_multicast_packets(multicasts_);
  if (broadcasts_ == 0u || multicasts_ == 0u || multicasts_ > broadcasts_)
    row.out_broadcast_packets(broadcasts_);
}

/// "7 packets 640 bytes 0 drops", below "RX" or "TX"
void InterfaceCounters::read_direction(string_view line, Row& row) const {
  const auto packets = parse_number(take_word(line));
  if (take_word(line) != "packets") return;
  const auto octets = parse_number(take_word(line));
  if (take_word(line) != "bytes") return;
  const auto dropped = parse_number(take_word(line));
  const bool has_drops = trim(line) == "drops";
  if (direction_ == Direction::in) {
    row.in_packets(packets).in_octets(octets);
    if (has_drops) row.in_discards(dropped);
  } else {
    row.out_packets(packets).out_octets(octets);
    if (has_drops) row.out_discards(dropped);
  }
}

// "83 packets input, 14855 bytes, 0 no buffer"; "2 input errors, 1 CRC, 0 frame, ..."
Detail InterfaceCounters::read_numbers(string_view line, Sequence& sequence, Row& row) {
  if (direction_ != Direction::none) {
    read_direction(line, row);
    direction_ = Direction::none;
    return Detail::taken;
  }
  Place place{};
  while (!line.empty()) {
    string_view part = take_item(line);
    const auto value = parse_number(take_word(part));
    const string_view label = trim(part);
    if (label == "bytes" && place == kInput) row.in_octets(value);
    if (label == "bytes" && place == kOutput) row.out_octets(value);
    const Total* const total = find_total(label);
    if (!total) continue;
    if (place == Place{} && !sequence.takes(total->place)) return Detail::foreign;
    place = total->place;
    if (total->set) (row.*total->set)(value);
    if (label == "multicast") multicast_ = value;
  }
  has_watchdog_ = has_watchdog_ || place == kInputMulticast;
  has_pauses_ = has_pauses_ || place == kPauses;
  return place == Place{} ? Detail::unknown : Detail::taken;
}

void InterfaceCounters::finish(Row& row) const {
  row.in_multicast_packets(multicast_);
  received_.state_received(row, multicast_, has_pauses_ && !has_watchdog_);
  sent_.state_sent(row);
}

void read_input_queue(string_view rest, Row& row) {
  row.in_discards(third_number(take_word(rest)));
  if (const auto total = cut(rest, "Total output drops:"))
    row.out_discards(parse_number(total->second));
}

void read_both_queues(string_view rest, Row& row) {
  const auto halves = cut(rest, ";");
  if (!halves) return;
  row.out_discards(drops(halves->first));
  if (halves->second.starts_with("input queue ")) row.in_discards(drops(halves->second));
}

}  // namespace cisco_ios
