// FRRouting (and Quagga, whose blocks are alike): vtysh behind SSH or telnetd, and zebra's own
// telnet VTY. One dialect serves both: vtysh starts at "r1# " and knows no user mode; the VTY asks
// for a password alone, starts at "r1> " and has "enable" with a second password.
#include <cstdint>
#include <string_view>

#include "frr/parse.hpp"
#include "showd/plugin.hpp"

namespace {

constexpr const char* kCommands[] = {"show interface", "show interface brief", nullptr};
// Quagga has no VRFs and rejects the words.
constexpr const char* kMoreCommands[] = {"show interface vrf all",
                                         "show interface vrf all brief",
                                         "show interface brief vrf all",
                                         "show interface description",
                                         "show interface description vrf all",
                                         nullptr};
constexpr const char* kAliases[] = {"vtysh", "quagga", nullptr};
constexpr const char* kSetup[] = {"terminal length 0", nullptr};
constexpr const char* kLogout[] = {"exit", nullptr};

// vtysh's pager is more(1): "--More--" in reverse video, "--More-- (END)" after the last line;
// zebra's has a blank before it.
constexpr const char* kPagers[] = {R"(--More--( *\((END|\d+%)\))? *$)", nullptr};

// FRR 8.4.4; the fourth is zebra's own, the last vtysh's while zebra is down:
//   % Unknown command: show foo
//   % Command incomplete: show
//   % Can't find interface nonsense
//   % [ZEBRA] Unknown command: show foo
//   zebra is not running
// No line of an answer begins with '%' otherwise.
constexpr const char* kErrors[] = {"^% ", R"(^\w+ is not running$)", nullptr};

// zebra asks three times and then says "% Bad passwords, too many failures!"; login(1) says
// "Login incorrect".
constexpr const char* kLoginErrors[] = {"(?i)bad passwords", "(?i)login incorrect",
                                        "(?i)permission denied",
                                        "(?i)authentication (failed|failure)", nullptr};

constexpr showd_dialect kDialect = {
    .struct_size = sizeof(showd_dialect),
    .flags = SHOWD_DIALECT_PASSWORD_ALONE,
    .prompt = R"([^\s#>]+[#>])",
    .setup = kSetup,
    .enable = "enable",
    .enabled_prompt = R"([^\s#>]+#)",
    .pagers = kPagers,
    .errors = kErrors,
    .login_errors = kLoginErrors,
    .logout = kLogout,
};

showd_status parse(std::uint32_t command, std::string_view output, showd::Sink& rows) {
  switch (command) {
    case 0:
    case 2:
      return frr::parse_show_interface(output, rows);
    case 1:
    case 3:
    case 4:
      return frr::parse_show_interface_brief(output, rows);
    case 5:
    case 6:
      return frr::parse_show_interface_description(output, rows);
    default:
      return SHOWD_E_UNKNOWN_COMMAND;
  }
}

}  // namespace

SHOWD_PLUGIN("frr", kDialect, kCommands, parse, .more_commands = kMoreCommands, .aliases = kAliases,
             .version = "1.0");
