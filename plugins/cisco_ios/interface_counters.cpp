#include "cisco_ios/interface_counters.hpp"

#include "common/lines.hpp"
#include "common/numbers.hpp"

namespace cisco_ios {
namespace {

using showd::Row;
using showd::text::after;
using showd::text::cut;
using showd::text::parse_number;
using showd::text::Sequence;
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

// "Input queue: 0/75/3/0 (size/max/drops/flushes); Total output drops: 4"; IOS 12 has three
// numbers: "Input queue: 0/75/6 (size/max/drops); Total output drops: 21"
bool read_input_queue(string_view line, Row& row) {
  auto sizes = after(line, "Input queue:");
  if (!sizes) return false;
  row.in_discards(third_number(take_word(*sizes)));
  if (const auto total = cut(*sizes, "Total output drops:"))
    row.out_discards(parse_number(total->second));
  return true;
}

/// "Output queue 0/40, 4 drops" -> 4
Row::Number drops(string_view half) {
  const auto fields = cut(half, ",");
  if (!fields || !fields->second.ends_with(" drops")) return std::nullopt;
  string_view rest = fields->second;
  return parse_number(take_word(rest));
}

// IOS 12.0: "Output queue 0/40, 4 drops; input queue 0/75, 3 drops"
bool read_old_queues(string_view line, Row& row) {
  const auto halves = cut(line, ";");
  if (!halves || !line.starts_with("Output queue ")) return false;
  row.out_discards(drops(halves->first));
  if (halves->second.starts_with("input queue ")) row.in_discards(drops(halves->second));
  return true;
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

bool begins_with_digit(string_view line) {
  return !line.empty() && line[0] >= '0' && line[0] <= '9';
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

// "83 packets input, 14855 bytes, 0 no buffer"; "2 input errors, 1 CRC, 0 frame, ..."
bool InterfaceCounters::read_numbers(string_view line, Sequence& sequence, Row& row,
                                     bool& foreign) {
  const Total* last = nullptr;
  for (bool more = true; more;) {
    const std::size_t comma = line.find(',');
    string_view part = line.substr(0, comma);
    more = comma != string_view::npos;
    if (more) line.remove_prefix(comma + 1);
    const auto value = parse_number(take_word(part));
    const string_view label = trim(part);
    if (label == "bytes" && last && last->place == kInput) row.in_octets(value);
    if (label == "bytes" && last && last->place == kOutput) row.out_octets(value);
    const Total* const total = find_total(label);
    if (!total) continue;
    if (!last && !sequence.takes(total->place)) {
      foreign = true;
      return true;
    }
    last = total;
    if (total->set)
      (row.*total->set)(value);
    else if (label == "multicast")
      multicast_ = value;
    has_watchdog_ = has_watchdog_ || total->place == kInputMulticast;
    has_pauses_ = has_pauses_ || total->place == kPauses;
  }
  return last != nullptr;
}

// Pseudowires: "RX", and on the next line "7 packets 640 bytes 0 drops"; likewise "TX".
void InterfaceCounters::read_direction(string_view line, Row& row) {
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

bool InterfaceCounters::read(string_view line, Sequence& sequence, Row& row, bool& foreign) {
  const auto at = [&](Place place) {
    foreign = !sequence.takes(place);
    return !foreign;
  };
  if (begins_with_digit(line)) {
    if (direction_ == Direction::none) return read_numbers(line, sequence, row, foreign);
    read_direction(line, row);
    direction_ = Direction::none;
    return true;
  }
  if (line == "RX" || line == "TX") {
    if (at(line == "RX" ? kInput : kOutput))
      direction_ = line == "RX" ? Direction::in : Direction::out;
    return true;
  }
  if (line.starts_with("Input queue:")) return !at(kQueues) || read_input_queue(line, row);
  if (line.starts_with("Output queue ") && line.find(';') != string_view::npos)
    return !at(kQueues) || read_old_queues(line, row);
  if (const auto total = after(line, "Total output drops:")) {
    if (at(kTotalDrops)) row.out_discards(parse_number(*total));
    return true;
  }
  if (const auto received = after(line, "Received ")) {
    if (at(kReceived)) received_.read(*received);
    return true;
  }
  const auto sent = after(line, "Output ");
  if (!sent || !begins_with_digit(*sent)) return false;
  if (at(kSent)) sent_.read(*sent);
  return true;
}

void InterfaceCounters::finish(Row& row) const {
  row.in_multicast_packets(multicast_);
  received_.state_received(row, multicast_, has_pauses_ && !has_watchdog_);
  sent_.state_sent(row);
}

}  // namespace cisco_ios
