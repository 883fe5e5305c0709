/// What IOS says of an interface's state, in all its outputs: a word for the link (where
/// "administratively" is the configuration's) and one for the line protocol.
#pragma once

#include <optional>
#include <string_view>

#include "showd/plugin.hpp"

namespace cisco_ios {

/// The line that opens an interface's block:
///   GigabitEthernet1/0/2 is up, line protocol is up (connected)
///   Vlan1 is administratively down, line protocol is down , Autostate Enabled
///   Dialer1 is up (spoofing), line protocol is up (spoofing)
///   pseudowire100001 is up
struct InterfaceHead {
  std::string_view name;
  std::string_view link;      ///< "administratively down"
  std::string_view protocol;  ///< "down"; the link's where the line has none
  std::string_view note;      ///< what stands in brackets at the end: "err-disabled"
};
/// `line` without outer blanks.
[[nodiscard]] std::optional<InterfaceHead> parse_head(std::string_view line);

/// True for a line that names an interface first, as a head does, whatever it says of it.
[[nodiscard]] bool names_an_interface(std::string_view line);
/// True for "Foo3 is described"; not for "Tunnel0 source tracking subblock associated with Gi0/1".
[[nodiscard]] bool describes_an_interface(std::string_view line);

/// True for a word that can be an interface's name: letters, then a number at the end.
[[nodiscard]] bool is_interface_name(std::string_view word);

/// True for what "exec prompt timestamp" puts before an output.
[[nodiscard]] bool is_preamble(std::string_view line);

/// Sets admin_status and oper_status of the words that IOS has for them; others set nothing.
/// oper_status is the line protocol's (RFC 2863, 3.1.15): up/down is down.
void set_status(showd::Row& row, std::string_view link, std::string_view protocol);

/// Name, status and reason. The head always says all that there is to say, so a reason that it
/// lacks is "" and not absent.
void set_head(showd::Row& row, const InterfaceHead& head);

/// True for the words of the link column: "up", "administratively down", "admin down", "reset".
[[nodiscard]] bool is_link_word(std::string_view word);

}  // namespace cisco_ios
