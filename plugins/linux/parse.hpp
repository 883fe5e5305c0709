#pragma once

#include <optional>
#include <string_view>

#include "showd/plugin.hpp"

namespace linux_ip {

/// Whether the output lists addresses (`ip address`) or links alone (`ip link`): what an interface
/// has not in the one is "none", in the other "not stated".
enum class Listing { link, address };

/// `ip -j link`, `ip -j addr`, also with -s and -d: a JSON array, with other lines around it.
showd_status parse_ip_json(std::string_view output, Listing listing, showd::Sink& rows);
/// The same without -j, of iproute2 and of BusyBox.
showd_status parse_ip_text(std::string_view output, Listing listing, showd::Sink& rows);
/// `ip -br link`, `ip -br addr`: a line an interface.
showd_status parse_ip_brief(std::string_view output, Listing listing, showd::Sink& rows);
/// `ifconfig` of net-tools, old and new, of BusyBox, and near enough of the BSDs.
showd_status parse_ifconfig(std::string_view output, showd::Sink& rows);

/// What the forms say of a link's state: its flags ("UP", "NO-CARRIER", ...) and operstate.
struct LinkState {
  std::optional<bool> up;  ///< nothing: no flags were listed
  bool running = false;
  bool no_carrier = false;
  std::optional<std::uint64_t> oper_status;

  void flag(std::string_view word);
  void flags(std::string_view list);  ///< "BROADCAST,MULTICAST,UP"
  /// "UP", "LOWERLAYERDOWN", ...: RFC 2863's states (the kernel's operstates.rst), upper case.
  /// False: not one of them.
  bool operstate(std::string_view word);
  void put_into(showd::Row& row) const;
};

/// Sets what `word` counts; a word that is none of ours sets nothing.
void count(showd::Row& row, bool received, std::string_view word, showd::Row::Number value);

/// "eth0" of "eth0@if3"; never empty if `name` is not.
[[nodiscard]] inline std::string_view own_name(std::string_view name) {
  const std::size_t at = name.rfind('@');
  return at == 0 ? name : name.substr(0, at);
}

}  // namespace linux_ip
