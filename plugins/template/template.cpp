// A platform plugin, made to be copied: a platform's name, how its CLI talks (data), which commands
// to type, and one function from a command's output to rows. The example is a made-up switch.
//
// A plugin has no sockets, threads, clocks, files or mutable globals: the daemon talks to the
// device, and calls parse() from any thread. A plugin never decides what is "up" by itself where
// the device says so in its own words: it maps the vendor's words, once, in a table like
// kLinkWords.
//
// The headers of common/ have what parsers need again and again: rows.hpp the loop over a table and
// blocks.hpp the one over blocks of lines, lines.hpp, numbers.hpp, addresses.hpp and more.
#include <cstdint>
#include <string_view>

#include "common/lines.hpp"
#include "common/numbers.hpp"
#include "common/rows.hpp"
#include "showd/plugin.hpp"

namespace {

using showd::text::LineIs;
using showd::text::parse_number;
using showd::text::take_word;
using showd::text::trim;
using std::string_view;

// What a poll types, in this order; parse() gets the index. Only commands that change nothing: the
// daemon refuses others.
constexpr const char* kCommands[] = {"show ports", nullptr};

// Typed once after login. Prefer settings of the session; never type what changes configuration.
constexpr const char* kSetup[] = {"terminal length 0", nullptr};

// A line of the answer that matches one of these makes the command "rejected", so that an error
// text is never taken for "no interfaces".
constexpr const char* kErrors[] = {"^% ?(Invalid|Incomplete|Ambiguous|Unknown)", nullptr};

// Typed to leave. Devices have few lines: a session that is not closed locks people out.
constexpr const char* kLogout[] = {"exit", nullptr};

// How the CLI talks. Patterns are PCRE2; what is left out has a sensible default (see plugin.h).
constexpr showd_dialect kDialect = {
    .struct_size = sizeof(showd_dialect),
    .prompt = R"([\w.-]+[>#])",  // the whole last line; the daemon learns the device's exact one
    .setup = kSetup,
    .enable = "enable",
    .enabled_prompt = R"([\w.-]+#)",
    .errors = kErrors,
    .logout = kLogout,
};

// The letters before the first digit, so that "ge1" and "GigabitEthernet1" are one interface.
constexpr showd_name_form kNameForms[] = {{"ge", "GigabitEthernet"}, {nullptr, nullptr}};

// The vendor's word -> RFC 8343's status. A word that is not here is not guessed at.
struct LinkWord {
  string_view word;
  std::uint32_t oper_status;
};
constexpr LinkWord kLinkWords[] = {
    {"up", SHOWD_OPER_UP},
    {"down", SHOWD_OPER_DOWN},
    {"no-sfp", SHOWD_OPER_NOT_PRESENT},
};

// Reads one line of the table. A line of any other kind costs nothing but itself: one new line in a
// new software version must not cost the whole output. Any bytes may come here.
//   Port    Admin  Link    Speed  MTU    Description
//   ge1     up     up      1000   1500   uplink to core
//   ge2     up     no-sfp  -      1500
LineIs read_port(string_view line, showd::Row& row) {
  if (line.starts_with("Port ")) return LineIs::frame;
  const string_view name = take_word(line);
  const string_view admin = take_word(line);
  const string_view link = take_word(line);
  if (link.empty() || (admin != "up" && admin != "down")) return LineIs::unknown;
  row.if_name(name).admin_status(admin == "up" ? SHOWD_ADMIN_UP : SHOWD_ADMIN_DOWN);
  for (const LinkWord& known : kLinkWords)
    if (link == known.word) row.oper_status(known.oper_status);
  if (link == "no-sfp")
    row.reason(link);  // the vendor's words, where they say more than up or down

  // A setter that is given nothing sets nothing: "-" is not a speed of 0.
  if (const auto megabits = parse_number(take_word(line)); megabits && *megabits < 10'000'000)
    row.speed_bps(*megabits * 1'000'000);
  row.mtu(parse_number(take_word(line)));
  row.if_alias(trim(line));
  return LineIs::row;
}

showd_status parse(std::uint32_t command, string_view output, showd::Sink& rows) {
  if (command != 0) return SHOWD_E_UNKNOWN_COMMAND;
  return showd::text::each_row(output, rows, "not a line of the port table", read_port);
}

}  // namespace

// After `parse`, by name: .more_commands, .aliases, .name_forms, .version, .next.
SHOWD_PLUGIN("template", kDialect, kCommands, parse, .name_forms = kNameForms, .version = "1.0");
