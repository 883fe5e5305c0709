/// The counters in a block of "show interfaces".
#pragma once

#include <optional>
#include <string_view>

#include "cisco_ios/headed_block.hpp"
#include "common/rows.hpp"
#include "showd/plugin.hpp"

namespace cisco_ios {

/// Where the lines of a block stand in it. Devices leave lines out, and keep the order.
enum Place : unsigned {
  kHardware = 1,
  kDescription,
  kAddress,
  kMtu,
  kDuplex,
  kQueues,
  kTotalDrops,
  kInput,
  kReceived,
  kInputErrors,
  kInputMulticast,
  kOutput,
  kSent,
  kOutputErrors,
  kPauses,
};

/// "Received 70 broadcasts (60 IP multicasts)", and the line "60 multicast" where there is one.
/// Some platforms count the multicasts among the broadcasts and some do not, and "IP" leaves the
/// other multicasts out; so a number is stated only where that makes no difference.
class Casts {
 public:
  /// `text`: "70 broadcasts (60 IP multicasts)"
  void read(std::string_view text);
  /// `line_lost`: there is a line "60 multicast" on the device, and it is not in the output.
  void state_received(showd::Row& row, showd::Row::Number multicast, bool line_lost) const;
  void state_sent(showd::Row& row) const;

 private:
  showd::Row::Number broadcasts_;
  showd::Row::Number multicasts_;
  bool ip_only_ = false;
};

/// What a block has counted so far. Each function takes what stands behind the words that the line
/// is known by; read_numbers() the whole line, which begins with a number.
class InterfaceCounters {
 public:
  Detail read_numbers(std::string_view line, showd::text::Sequence& sequence, showd::Row& row);
  /// "RX" and "TX" of a pseudowire: whose numbers the next line has.
  void begin_received() { direction_ = Direction::in; }
  void begin_sent() { direction_ = Direction::out; }
  void received(std::string_view text) { received_.read(text); }
  void sent(std::string_view text) { sent_.read(text); }
  void finish(showd::Row& row) const;  ///< at the block's end

 private:
  void read_direction(std::string_view line, showd::Row& row) const;

  Casts received_, sent_;
  showd::Row::Number multicast_;  ///< of "0 watchdog, 60 multicast, 0 pause input"
  bool has_watchdog_ = false;     ///< that line, which some drivers print without multicasts
  bool has_pauses_ = false;       ///< "0 pause output": what prints it prints "0 pause input", too
  enum class Direction { none, in, out } direction_ = Direction::none;
};

///   0/75/3/0 (size/max/drops/flushes); Total output drops: 4
///   0/75/6 (size/max/drops)                                     (IOS 12)
void read_input_queue(std::string_view rest, showd::Row& row);
/// IOS 12.0: "0/40, 4 drops; input queue 0/75, 3 drops"
void read_both_queues(std::string_view rest, showd::Row& row);

}  // namespace cisco_ios
