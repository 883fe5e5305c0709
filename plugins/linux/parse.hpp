#pragma once

#include <optional>
#include <string_view>

#include "showd/plugin.hpp"

namespace linux_ip {

/// Whether the output lists addresses (`ip address`) or links alone (`ip link`): what an interface
/// has not in the one is "none", in the other "not stated".
enum class Listing { link, address };

/// `ip -j link`, `ip -j addr`, also with -s and -d: a JSON array.
showd_status parse_ip_json(std::string_view output, Listing listing, showd::Sink& rows);
/// The same without -j, of iproute2 and of BusyBox.
showd_status parse_ip_text(std::string_view output, Listing listing, showd::Sink& rows);

/// What both forms say of a link's state: its flags ("UP", "NO-CARRIER", ...) and operstate.
struct LinkState {
  bool up = false;
  bool no_carrier = false;
  std::optional<std::uint64_t> oper_status;

  void flag(std::string_view word);
  /// "UP", "LOWERLAYERDOWN", ...: RFC 2863's states (the kernel's operstates.rst), upper case.
  void operstate(std::string_view word);
  void put_into(showd::Row& row) const;
};

}  // namespace linux_ip
