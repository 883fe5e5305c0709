#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/interface.hpp"

namespace showd {

/// After so many periods without a word of it nobody may take a state for the present any more.
inline constexpr int kMissedPeriods = 3;

/// One interface with what the fleet adds to its last observation.
struct InterfaceState {
  Interface seen;             ///< as of the last good poll that observed it
  UtcMillis since = 0;        ///< when the present admin and oper status were first observed
  UtcMillis last_seen = 0;    ///< start of the last poll that observed it; 0 while `missed` is 0
  std::uint64_t changes = 0;  ///< of admin or oper status since showd started
  UtcMillis last_change = 0;  ///< device's own word if it gives an age, else ours; 0: not known
  int missed = 0;         ///< good polls in a row that did not observe it; counts to kMissedPeriods
  std::size_t asked = 0;  ///< a hash of the commands that showed it; 0: before showd started
  bool in_doubt = false;  ///< a whole output lacked it, in a mass: the next one has to confirm

  [[nodiscard]] const std::string& name() const noexcept { return seen.if_name; }
};

/// The interfaces of one device in the order of their names, each once. In one piece: of a large
/// fleet's memory a map of them was the most.
class InterfaceTable {
 public:
  InterfaceTable() = default;
  /// `states`: in that order, each name once.
  explicit InterfaceTable(std::vector<InterfaceState> states) : states_(std::move(states)) {}

  /// Null: it has none of this name.
  [[nodiscard]] const InterfaceState* find(std::string_view if_name) const;
  [[nodiscard]] const std::vector<InterfaceState>& states() const noexcept { return states_; }
  [[nodiscard]] std::size_t size() const noexcept { return states_.size(); }
  [[nodiscard]] bool empty() const noexcept { return states_.empty(); }
  [[nodiscard]] auto begin() const noexcept { return states_.begin(); }
  [[nodiscard]] auto end() const noexcept { return states_.end(); }

 private:
  std::vector<InterfaceState> states_;
};

}  // namespace showd
