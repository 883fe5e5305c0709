// Juniper Junos and Junos Evolved. Physical ports ("ge-0/0/0") and logical units ("ge-0/0/0.0") are
// interfaces of their own, each with its own state and counters.
#include <cstdint>
#include <string_view>

#include "juniper_junos/parse.hpp"
#include "showd/plugin.hpp"

namespace {

constexpr const char* kCommands[] = {"show interfaces terse", "show interfaces extensive", nullptr};
constexpr const char* kMoreCommands[] = {"show interfaces",
                                         "show interfaces detail",
                                         "show interfaces brief",
                                         "show interfaces media",
                                         "show interfaces statistics",
                                         "show interfaces descriptions",
                                         nullptr};
constexpr const char* kAliases[] = {"junos", nullptr};

// Settings of this session alone. With complete-on-space on, the CLI would complete words as they
// are typed and echo something else than was sent.
constexpr const char* kSetup[] = {"set cli complete-on-space off", "set cli screen-length 0",
                                  "set cli screen-width 511", nullptr};
constexpr const char* kLogout[] = {"exit", nullptr};
constexpr const char* kPagers[] = {R"(-+\(more[^)]*\)-+)", nullptr};

// Below a line with "^" alone:
//   unknown command.
//   syntax error, expecting <command>.
//   'i' is ambiguous.
//   error: device xe-9/9/9 not found
constexpr const char* kErrors[] = {
    "^unknown command",   "^syntax error", "^'.*' is ambiguous", "^missing argument", "^error: ",
    "^permission denied", nullptr};

// root logs in to the system's shell: "root@host% ", "root@host:~ # ", "% "; Junos Evolved says
// "[vrf:none] root@re0:~# ".
constexpr showd_answer kAnswers[] = {
    {R"(^(\[[\w:.-]+\] ?)?(root@[\w.-]*(:\S*)? ?)?[%#]\s*$)", "cli\r"}, {nullptr, nullptr}};

constexpr showd_dialect kDialect = {
    .struct_size = sizeof(showd_dialect),
    // A line "{master:0}" may stand before it; a logical system after a colon. Users of TACACS+ and
    // RADIUS: "svc@corp.example@mx1>", "CORP\svc@mx1>".
    .prompt = R"([\w.+\\-]+(@[\w.-]+)?@[\w.:-]+>)",
    .answers = kAnswers,
    .setup = kSetup,
    .pagers = kPagers,
    .errors = kErrors,
    .logout = kLogout,
};

showd_status parse(std::uint32_t command, std::string_view output, showd::Sink& rows) {
  switch (command) {
    case 0:
      return junos::parse_show_interfaces_terse(output, rows);
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
      return junos::parse_show_interfaces(output, rows);
    case 7:
      return junos::parse_show_interfaces_descriptions(output, rows);
    default:
      return SHOWD_E_UNKNOWN_COMMAND;
  }
}

}  // namespace

SHOWD_PLUGIN("juniper_junos", kDialect, kCommands, parse, .more_commands = kMoreCommands,
             .aliases = kAliases, .version = "1.0");
