#pragma once

#include <optional>
#include <string_view>

#include "cisco_ios/interface_head.hpp"
#include "common/blocks.hpp"

namespace cisco_ios {

using showd::text::Detail;
using showd::text::each_block;

/// What most blocks are: opened by the line that parse_head() knows.
struct HeadedBlock : showd::text::BlockOfLines {
  static std::optional<InterfaceHead> head_of(std::string_view line) { return parse_head(line); }
  bool open(const InterfaceHead& head) {
    set_head(row, head);
    return true;
  }
  /// Where details stand at the margin, some begin with a name: "Tunnel0 source tracking subblock".
  static bool opens_another(std::string_view line, showd::text::Details details) {
    return details == showd::text::Details::at_margin ? describes_an_interface(line)
                                                      : names_an_interface(line);
  }
  static bool is_preamble(std::string_view line) { return cisco_ios::is_preamble(line); }
};

}  // namespace cisco_ios
