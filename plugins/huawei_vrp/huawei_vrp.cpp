// Huawei VRP 5 and 8: S, CE switches, AR, NE routers, USG firewalls.
#include <cstdint>
#include <string_view>

#include "huawei_vrp/parse.hpp"
#include "showd/plugin.hpp"

namespace {

constexpr const char* kCommands[] = {"display interface brief", "display interface", nullptr};
constexpr const char* kMoreCommands[] = {
    "display interface description", "display ip interface brief",   "display ip interface",
    "display ipv6 interface",        "display ipv6 interface brief", nullptr};
constexpr const char* kAliases[] = {"huawei", "huawei_vrpv8", nullptr};
constexpr const char* kSetup[] = {"screen-length 0 temporary", nullptr};
constexpr const char* kLogout[] = {"quit", nullptr};

// "  ---- More ----", then a space and cursor-left codes in the middle of the output.
constexpr const char* kPagers[] = {"-+ ?More ?-+", nullptr};

// "              ^" then "Error: Unrecognized command found at '^' position."
constexpr const char* kErrors[] = {R"(^ *Error: )", nullptr};

// "The password needs to be changed. Change now? [Y/N]:" at login: never by showd.
constexpr showd_answer kAnswers[] = {{R"((?i)change now\? *\[Y/N\] ?:? *$)", "N\r"},
                                     {nullptr, nullptr}};

// A user interface may have a password of its own ("Login authentication", then "Password:").
// "<h>" in the user view; "[h]", "[~h]", "[*h]" in the system view (VRP 8 marks what is not
// committed); "HRP_M<h>" and "HRP_S<h>" of a firewall pair.
constexpr showd_dialect kDialect = {
    .struct_size = sizeof(showd_dialect),
    .flags = SHOWD_DIALECT_PASSWORD_ALONE,
    .prompt = R"((HRP_[AMS])?(<[^<>\s]+>|\[[~*]?[^\[\]\s]+\]))",
    .answers = kAnswers,
    .setup = kSetup,
    .pagers = kPagers,
    .errors = kErrors,
    .logout = kLogout,
};

constexpr showd_name_form kNameForms[] = {{"GE", "GigabitEthernet"},
                                          {"XGE", "XGigabitEthernet"},
                                          {"Eth", "Ethernet"},
                                          {"Loop", "LoopBack"},
                                          {nullptr, nullptr}};

showd_status parse(std::uint32_t command, std::string_view output, showd::Sink& rows) {
  switch (command) {
    case 0:
      return vrp::parse_display_interface_brief(output, rows);
    case 1:
    case 4:
    case 5:
      return vrp::parse_display_interface(output, rows);
    case 2:
      return vrp::parse_display_interface_description(output, rows);
    case 3:
      return vrp::parse_display_ip_interface_brief(output, rows);
    case 6:
      return vrp::parse_display_ipv6_interface_brief(output, rows);
    default:
      return SHOWD_E_UNKNOWN_COMMAND;
  }
}

}  // namespace

SHOWD_PLUGIN("huawei_vrp", kDialect, kCommands, parse, .more_commands = kMoreCommands,
             .aliases = kAliases, .name_forms = kNameForms, .version = "1.0");
