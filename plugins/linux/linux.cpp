// Linux hosts and white-box switches (Cumulus, SONiC): iproute2's `ip`, one SSH exec request a
// command, so there is no prompt, pager or echo.
#include <cstdint>
#include <string_view>

#include "linux/parse.hpp"
#include "showd/plugin.hpp"

namespace {

using linux_ip::Listing;

constexpr const char* kCommands[] = {"ip -j -s -d link", "ip -j addr", nullptr};
constexpr const char* kMoreCommands[] = {"ip link show", "ip address show", nullptr};
constexpr const char* kAliases[] = {"cumulus", "sonic", nullptr};

// iproute2 'Option "-j" is unknown, try "ip -help".', 'Device "x" does not exist.', 'Object "foo"
// is unknown, try "ip help".'; BusyBox "ip: invalid argument '-j' to 'ip'"; the shell "sh: ip: not
// found".
constexpr const char* kErrors[] = {
    R"(^(Option|Object|Command|Device) ".*" (is unknown|does not exist))", R"(^ip: )",
    R"((command )?not found$)", R"((?i)permission denied$)", nullptr};

constexpr showd_dialect kDialect = {
    .struct_size = sizeof(showd_dialect),
    .flags = SHOWD_DIALECT_EXEC,
    .prompt = R"([^\s]+[$#%>])",  // of a shell; never waited for by exec
    .errors = kErrors,
};

showd_status parse(std::uint32_t command, std::string_view output, showd::Sink& rows) {
  switch (command) {
    case 0:
      return linux_ip::parse_ip_json(output, Listing::link, rows);
    case 1:
      return linux_ip::parse_ip_json(output, Listing::address, rows);
    case 2:
      return linux_ip::parse_ip_text(output, Listing::link, rows);
    case 3:
      return linux_ip::parse_ip_text(output, Listing::address, rows);
    default:
      return SHOWD_E_UNKNOWN_COMMAND;
  }
}

}  // namespace

SHOWD_PLUGIN("linux", kDialect, kCommands, parse, .more_commands = kMoreCommands,
             .aliases = kAliases, .version = "1.0");
