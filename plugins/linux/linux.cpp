// Linux hosts and white-box switches (Cumulus, SONiC): iproute2's `ip`, one SSH exec request a
// command, so there is no prompt, pager or echo.
#include <array>
#include <cstdint>
#include <string_view>

#include "linux/parse.hpp"
#include "showd/plugin.hpp"

namespace {

using linux_ip::Listing;

constexpr const char* kCommands[] = {"ip -j -s -d link", "ip -j addr", nullptr};

// What people type (shorter words and "dev eth0" are known by themselves), and what may stand for
// the polled commands where `ip` knows no JSON.
enum class Form { json, text, brief, ifconfig };
struct Known {
  const char* command;
  Form form;
  Listing listing;
};
constexpr std::array kKnown = {Known{"ip link show", Form::text, Listing::link},
                               Known{"ip address show", Form::text, Listing::address},
                               Known{"ip link", Form::text, Listing::link},
                               Known{"ip -d link", Form::text, Listing::link},
                               Known{"ip -d link show", Form::text, Listing::link},
                               Known{"ip -s link", Form::text, Listing::link},
                               Known{"ip -s link show", Form::text, Listing::link},
                               Known{"ip -s -d link", Form::text, Listing::link},
                               Known{"ip -s -d link show", Form::text, Listing::link},
                               Known{"ip -d -s link show", Form::text, Listing::link},
                               Known{"ip -s -s link show", Form::text, Listing::link},
                               Known{"ip a", Form::text, Listing::address},
                               Known{"ip address", Form::text, Listing::address},
                               Known{"ip -d address", Form::text, Listing::address},
                               Known{"ip -d address show", Form::text, Listing::address},
                               Known{"ip -s address show", Form::text, Listing::address},
                               Known{"ip -s -d address show", Form::text, Listing::address},
                               Known{"ip -d -s address show", Form::text, Listing::address},
                               Known{"ip -j link", Form::json, Listing::link},
                               Known{"ip -j link show", Form::json, Listing::link},
                               Known{"ip -j -d link show", Form::json, Listing::link},
                               Known{"ip -j -s link show", Form::json, Listing::link},
                               Known{"ip -j -s -d link show", Form::json, Listing::link},
                               Known{"ip -j address show", Form::json, Listing::address},
                               Known{"ip -j -d address show", Form::json, Listing::address},
                               Known{"ip -br link", Form::brief, Listing::link},
                               Known{"ip -br link show", Form::brief, Listing::link},
                               Known{"ip -br address", Form::brief, Listing::address},
                               Known{"ip -br address show", Form::brief, Listing::address},
                               Known{"ifconfig", Form::ifconfig, Listing::address},
                               Known{"ifconfig -a", Form::ifconfig, Listing::address}};

constexpr auto kMoreCommands = [] {
  std::array<const char*, kKnown.size() + 1> commands{};  // the last is the list's NULL
  for (std::size_t i = 0; i < kKnown.size(); ++i) commands[i] = kKnown[i].command;
  return commands;
}();

constexpr const char* kAliases[] = {"cumulus", "sonic", nullptr};

// iproute2, then BusyBox, then the shell:
//   Option "-j" is unknown, try "ip -help".
//   Device "x" does not exist.
//   Object "foo" is unknown, try "ip help".
//   ip: invalid argument '-j' to 'ip'
//   sh: ip: not found
constexpr const char* kErrors[] = {
    R"(^(Option|Object|Command|Device) ".*" (is unknown|does not exist))", R"(^ip: )",
    R"((command )?not found$)", R"((?i)permission denied$)", nullptr};

constexpr showd_dialect kDialect = {
    .struct_size = sizeof(showd_dialect),
    .flags = SHOWD_DIALECT_EXEC,
    .prompt = R"([^\s]+[$#%>])",  // of a shell; never waited for by exec
    .errors = kErrors,
};

showd_status parse(const Known& known, std::string_view output, showd::Sink& rows) {
  switch (known.form) {
    case Form::json:
      return linux_ip::parse_ip_json(output, known.listing, rows);
    case Form::text:
      return linux_ip::parse_ip_text(output, known.listing, rows);
    case Form::brief:
      return linux_ip::parse_ip_brief(output, known.listing, rows);
    case Form::ifconfig:
      return linux_ip::parse_ifconfig(output, rows);
  }
  return SHOWD_E_UNKNOWN_COMMAND;
}

showd_status parse_command(std::uint32_t command, std::string_view output, showd::Sink& rows) {
  if (command == 0) return linux_ip::parse_ip_json(output, Listing::link, rows);
  if (command == 1) return linux_ip::parse_ip_json(output, Listing::address, rows);
  const std::size_t more = command - 2;
  return more < kKnown.size() ? parse(kKnown[more], output, rows) : SHOWD_E_UNKNOWN_COMMAND;
}

}  // namespace

SHOWD_PLUGIN("linux", kDialect, kCommands, parse_command, .more_commands = kMoreCommands.data(),
             .aliases = kAliases, .version = "1.0");
