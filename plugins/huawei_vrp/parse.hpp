#pragma once

#include <optional>
#include <string_view>

#include "showd/plugin.hpp"

namespace vrp {

/// The outputs in blocks: `display interface`, `display ip interface`, `display ipv6 interface`.
showd_status parse_display_interface(std::string_view output, showd::Sink& rows);
/// The tables. What they share: a legend, a title that begins with "Interface", and for each
/// interface a physical and mostly a protocol state.
showd_status parse_display_interface_brief(std::string_view output, showd::Sink& rows);
showd_status parse_display_interface_description(std::string_view output, showd::Sink& rows);
showd_status parse_display_ip_interface_brief(std::string_view output, showd::Sink& rows);
showd_status parse_display_ipv6_interface_brief(std::string_view output, showd::Sink& rows);

/// A state as VRP writes it: "UP", "*down", "Administratively DOWN", "up(s)",
/// "DOWN (Main BFD status down)", "ERROR DOWN(bpdu-protection)".
struct State {
  bool up = false;
  bool admin_down = false;
  std::string_view reason;  ///< VRP's words, where they say more than up or down
};
[[nodiscard]] std::optional<State> parse_state(std::string_view text);

/// What is known of both states into the row. The protocol's is the operational one; without it
/// only a port that is physically down is known to be down.
void put_states(const std::optional<State>& physical, const std::optional<State>& protocol,
                showd::Row& row);

}  // namespace vrp
