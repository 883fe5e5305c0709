#pragma once

#include <optional>
#include <string_view>

#include "showd/plugin.hpp"

namespace vrp {

/// `display interface`: everything, in blocks.
showd_status parse_display_interface(std::string_view output, showd::Sink& rows);
/// The tables. What they share: a legend, a head that begins with "Interface", and a physical and a
/// protocol state for each interface.
showd_status parse_display_interface_brief(std::string_view output, showd::Sink& rows);
showd_status parse_display_interface_description(std::string_view output, showd::Sink& rows);
showd_status parse_display_ip_interface_brief(std::string_view output, showd::Sink& rows);

/// A state as VRP writes it: "UP", "*down", "Administratively DOWN", "up(s)", "DOWN (Main BFD
/// status down)", "ERROR DOWN(bpdu-protection)".
struct State {
  bool up = false;
  bool admin_down = false;
  std::string_view reason;  ///< VRP's words, where they say more than up or down
};
[[nodiscard]] std::optional<State> parse_state(std::string_view text);

/// Both states into the row: the protocol's is the operational one where there is one.
void put_states(const State& physical, const std::optional<State>& protocol, showd::Row& row);

}  // namespace vrp
