// A platform plugin, made to be copied: a platform's name, how its CLI talks (data), which commands
// to type, and one function from a command's output to rows. The example is a made-up switch.
//
// A plugin has no sockets, threads, clocks, files or mutable globals: the daemon talks to the
// device, and calls parse() from any thread. A plugin never decides what is "up" by itself where
// the device says so in its own words: it maps the vendor's words, once, in a table like
// kLinkWords.
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "showd/plugin.hpp"

namespace {

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

// Takes the first line off `rest`, without its line end.
string_view next_line(string_view& rest) {
  const std::size_t end = rest.find('\n');
  const string_view line = rest.substr(0, end);
  rest.remove_prefix(end == string_view::npos ? rest.size() : end + 1);
  return line;
}

// Takes the first word off `line`; empty at its end.
string_view next_word(string_view& line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  line.remove_prefix(begin == string_view::npos ? line.size() : begin);
  const string_view word = line.substr(0, line.find_first_of(" \t\r"));
  line.remove_prefix(word.size());
  return word;
}

// from_chars: no locale, no overflow that goes unnoticed, no trailing rubbish.
std::optional<std::uint64_t> to_number(string_view word) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

// Reads one line of the table. False: it is not one, and nothing was set.
//   ge1     up     up      1000   1500   uplink to core
//   ge2     up     no-sfp  -      1500
bool read_port(string_view line, showd::Row& row) {
  const string_view name = next_word(line);
  const string_view admin = next_word(line);
  const string_view link = next_word(line);
  if (link.empty() || (admin != "up" && admin != "down")) return false;
  row.if_name(name).admin_status(admin == "up" ? SHOWD_ADMIN_UP : SHOWD_ADMIN_DOWN);
  for (const LinkWord& known : kLinkWords)
    if (link == known.word) row.oper_status(known.oper_status);
  if (link == "no-sfp")
    row.reason(link);  // the vendor's words, where they say more than up or down

  // A setter that is given nothing sets nothing: "-" is not a speed of 0.
  if (const auto megabits = to_number(next_word(line)); megabits && *megabits < 10'000'000)
    row.speed_bps(*megabits * 1'000'000);
  row.mtu(to_number(next_word(line)));

  const std::size_t begin = line.find_first_not_of(' ');
  row.if_alias(begin == string_view::npos ? string_view() : line.substr(begin));
  return true;
}

// Keeps what it understood and names the lines that it did not: one new line in a new software
// version must not cost the whole output. Any bytes may come here.
showd_status parse(std::uint32_t command, string_view output, showd::Sink& rows) {
  if (command != 0) return SHOWD_E_UNKNOWN_COMMAND;
  bool any = false;
  for (std::uint32_t number = 1; !output.empty(); ++number) {
    const string_view line = next_line(output);
    if (line.empty() || line.starts_with("Port ")) continue;  // the table's head
    showd::Row row;
    if (!read_port(line, row)) {
      rows.explain(number, "not a line of the port table");
      continue;
    }
    any = true;
    if (!rows.row(row)) break;
  }
  return any ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace

// After `parse`, by name: .more_commands, .aliases, .name_forms, .version, .next.
SHOWD_PLUGIN("template", kDialect, kCommands, parse, .name_forms = kNameForms, .version = "1.0");
