// Cisco IOS and IOS-XE.
#include <cstdint>
#include <iterator>
#include <string_view>

#include "cisco_ios/parse.hpp"
#include "showd/plugin.hpp"

namespace {

// The brief table first: it is short, and has every interface's state before the long one starts.
constexpr const char* kCommands[] = {"show ip interface brief", "show interfaces", nullptr};
constexpr const char* kMoreCommands[] = {"show interfaces status",
                                         "show interfaces description",
                                         "show ip interface",
                                         "show interfaces counters",
                                         "show interfaces counters errors",
                                         "show ipv6 interface",
                                         "show ipv6 interface brief",
                                         nullptr};
constexpr const char* kAliases[] = {"ios", "cisco_xe", "cisco_iosxe", "iosxe", nullptr};

// Allowed to every user, and of the session only. Lines are folded at the terminal's width; a line
// of the configuration may ask for masks as octets or in hexadecimal.
constexpr const char* kSetup[] = {"terminal length 0", "terminal width 511",
                                  "terminal ip netmask-format bit-count", nullptr};
constexpr const char* kLogout[] = {"exit", nullptr};

constexpr showd_answer kAnswers[] = {
    {"(?i)press RETURN to get started", "\r"},
    {nullptr, nullptr},
};

constexpr const char* kPagers[] = {R"((?i) ?--+ ?more ?--+ ?)", nullptr};

// IOS 15.2:
//   % Invalid input detected at '^' marker.
//   % Ambiguous command:  "sh i"
//   % Incomplete command.
//   % Unknown command or computer name, or unable to find computer address
//   Command authorization failed.
// IOS-XE:
//   % Authorization failed.
//   % Bad IP address or host name
constexpr const char* kErrors[] = {
    "^% ?(Ambiguous|Incomplete|Invalid|Unknown|Unrecognized|Authorization failed|Error|Bad |"
    "Access denied|Permission denied|This command is not authorized|Type \"show \\?\")",
    "^Command authorization failed", "^Translating \"[^\"]*\"\\.\\.\\.", nullptr};

//   % Bad passwords          ends a telnet login on a line's password
//   % Login invalid          ends one with a user name; also "% Authentication failed"
//   % Access denied          refuses enable; also "% Bad secrets"
constexpr const char* kLoginErrors[] = {
    "(?i)^% ?(bad (passwords|secrets)|login invalid|access denied|"
    "authentication failed|authorization failed)",
    "(?i)^% ?error in authentication", "(?i)password required, but none set", nullptr};

// A line may have a password of its own and nobody a name ("line vty 0 4 / password"). A host name
// is cut to 20 characters in configuration mode's prompt only, which is never entered.
constexpr showd_dialect kDialect = {
    .struct_size = sizeof(showd_dialect),
    .flags = SHOWD_DIALECT_PASSWORD_ALONE,
    .prompt = R"([^\s#>()]+(\([^\s()]+\))?[#>])",
    .answers = kAnswers,
    .setup = kSetup,
    .enable = "enable",
    .enabled_prompt = R"([^\s#>()]+(\([^\s()]+\))?#)",
    .pagers = kPagers,
    .errors = kErrors,
    .login_errors = kLoginErrors,
    .logout = kLogout,
};

// IOS's own abbreviations, as its tables print them. What may be short for two stays as printed:
// "Vp" (Virtual-PPP, VirtualPortGroup), "Nv" (NVI, nve).
constexpr showd_name_form kNameForms[] = {
    {"Et", "Ethernet"},
    {"Eth", "Ethernet"},
    {"Fa", "FastEthernet"},
    {"Gi", "GigabitEthernet"},
    {"Gig", "GigabitEthernet"},
    {"Tw", "TwoGigabitEthernet"},
    {"Fi", "FiveGigabitEthernet"},
    {"Te", "TenGigabitEthernet"},
    {"Ten", "TenGigabitEthernet"},
    {"Twe", "TwentyFiveGigE"},
    {"Fo", "FortyGigabitEthernet"},
    {"Fif", "FiftyGigE"},
    {"Hu", "HundredGigE"},
    {"TwoH", "TwoHundredGigE"},
    {"Fou", "FourHundredGigE"},
    {"Ap", "AppGigabitEthernet"},
    {"Po", "Port-channel"},
    {"Lo", "Loopback"},
    {"Vl", "Vlan"},
    {"Tu", "Tunnel"},
    {"Se", "Serial"},
    {"Nu", "Null"},
    {"BD", "BDI"},
    {"BV", "BVI"},
    {"BR", "BRI"},
    {"Di", "Dialer"},
    {"Mu", "Multilink"},
    {"Vi", "Virtual-Access"},
    {"Vt", "Virtual-Template"},
    {"As", "Async"},
    {"AT", "ATM"},
    {"Ce", "Cellular"},
    {"Em", "Embedded-Service-Engine"},
    {nullptr, nullptr},
};

showd_status parse(std::uint32_t command, std::string_view output, showd::Sink& rows) {
  using Parser = showd_status (*)(std::string_view, showd::Sink&);
  constexpr Parser kParsers[] = {
      // kCommands, then kMoreCommands
      &cisco_ios::parse_show_ip_interface_brief,   &cisco_ios::parse_show_interfaces,
      &cisco_ios::parse_show_interfaces_status,    &cisco_ios::parse_show_interfaces_description,
      &cisco_ios::parse_show_ip_interface,         &cisco_ios::parse_show_interfaces_counters,
      &cisco_ios::parse_show_interfaces_counters,  &cisco_ios::parse_show_ipv6_interface,
      &cisco_ios::parse_show_ipv6_interface_brief,
  };
  if (command >= std::size(kParsers)) return SHOWD_E_UNKNOWN_COMMAND;
  return kParsers[command](output, rows);
}

}  // namespace

SHOWD_PLUGIN("cisco_ios", kDialect, kCommands, parse, .more_commands = kMoreCommands,
             .aliases = kAliases, .name_forms = kNameForms, .version = "1.0");
