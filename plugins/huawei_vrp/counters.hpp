#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "showd/plugin.hpp"

namespace vrp {

/// The counters within one interface's block: "label: number" on switches, "number label" on
/// virtual interfaces, "label: number packets" on NE, below or behind "Input:" and "Output:".
class Counters {
 public:
  /// Takes what it knows of a line.
  void line(std::string_view line, showd::Row& row);

 private:
  enum class Direction { none, in, out };

  bool direction_begins(std::string_view& line);
  void count(std::string_view piece, showd::Row& row);

  Direction direction_ = Direction::none;
  bool details_ = false;                 ///< details of this direction may follow its totals
  std::array<std::uint32_t, 2> seen_{};  ///< labels seen of output and input, a bit each
};

}  // namespace vrp
