/// The counters in a block of "show interfaces".
#pragma once

#include <optional>
#include <string_view>

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

class InterfaceCounters {
 public:
  /// False: not a line with counters. `foreign` is set where it is one of another block.
  bool read(std::string_view line, showd::text::Sequence& sequence, showd::Row& row, bool& foreign);
  void finish(showd::Row& row) const;  ///< at the block's end

 private:
  bool read_numbers(std::string_view line, showd::text::Sequence& sequence, showd::Row& row,
                    bool& foreign);
  void read_direction(std::string_view line, showd::Row& row);

  Casts received_, sent_;
  showd::Row::Number multicast_;  ///< of "0 watchdog, 60 multicast, 0 pause input"
  bool has_watchdog_ = false;     ///< that line, which some drivers print without multicasts
  bool has_pauses_ = false;       ///< "0 pause output": what prints it prints "0 pause input", too
  enum class Direction { none, in, out } direction_ = Direction::none;  ///< of a pseudowire
};

}  // namespace cisco_ios
