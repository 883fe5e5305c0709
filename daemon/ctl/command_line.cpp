#include "ctl/command_line.hpp"

#include <algorithm>
#include <boost/program_options.hpp>
#include <charconv>
#include <map>
#include <sstream>

namespace showd {
namespace {

namespace po = boost::program_options;

constexpr const char* kOverview = R"(showctl: showd's knowledge at your fingertips.

  showctl check [FILE]                       config, inventories, credentials, plugins: all but the network
  showctl run [SELECTOR...] -- COMMAND       one read-only command on many devices at once
  showctl poll [SELECTOR...]                 poll now and print the interface tables
  showctl show devices|interfaces|changes|flaps|availability|runs   what the database knows
  showctl hostkey list|accept|forget [DEVICE...]
  showctl plugin list
  showctl parse --as records ... [FILE]      a command's output to records, by TextFSM templates

SELECTOR: device names and globs (core-*), group=core, platform=cisco_*, inventory=lab,
label:site=ams. Several of one kind widen, kinds narrow; none: every device.
Exit status: 0 all well, 1 some devices failed, 2 usage or config.
'showctl COMMAND --help' has examples.

)";

const std::map<std::string, const char*>& help_texts() {
  static const std::map<std::string, const char*> texts = {
      {"check",
       R"(showctl check [FILE]: reads everything that showd would read and says the first fault with
file, line and key. Nothing is polled, nothing is written.

  showctl check                       /etc/showd/showd.yaml
  showctl check ./showd.yaml          another one

)"},
      {"run",
       R"(showctl run [SELECTOR...] -- COMMAND: types one read-only command on many devices at once.
Outputs come whole, one device after the other; a line per device as it ends, the elapsed time last.
Works without a running daemon; commands that change anything are refused before they are sent.

  showctl run -- show ip interface brief              on every device
  showctl run 'core-*' platform=cisco_ios -- show version
  showctl run r1 r2 --format json -- show clock       for scripts

)"},
      {"poll",
       R"(showctl poll [SELECTOR...]: polls devices now and prints their interfaces. A running daemon does it
(ahead of its schedule, and the history has it); without one showctl does it itself and stores nothing.

  showctl poll r1
  showctl poll group=core --format csv

)"},
      {"show",
       R"(showctl show devices|interfaces|changes|flaps|availability|runs [SELECTOR...]: reads the database,
also while the daemon writes, also when it is stopped. --since 1h|7d, --at '2026-01-31 12:00' (UTC),
--limit N.

  showctl show devices
  showctl show interfaces r1 --at '2026-01-31 12:00'
  showctl show changes --since 1h
  showctl show runs --limit 10 --format csv

The same by SQL: sqlite3 /var/lib/showd/showd.db 'select * from interface_now'

)"},
      {"hostkey",
       R"(showctl hostkey list|accept|forget [DEVICE...]: the SSH host keys that devices are held to.
A changed key stops the polls of its device until somebody accepts the new one.

  showctl hostkey list
  showctl hostkey accept r1                   shows the key that was refused last, and asks
  showctl hostkey accept r1 SHA256:...        trusts that key, if it still is the one
  showctl hostkey forget r1                   trusts whatever comes next (under 'hostkeys: pin')

)"},
      {"plugin",
       R"(showctl plugin list: the platforms that are loaded, and the files that were refused and why.

  showctl plugin list --format json

)"},
      {"parse",
       R"(showctl parse --as records ... [FILE]: what TextFSM templates make of an output, from FILE or standard
input. With --templates DIR the templates are looked up in DIR/index by platform and command, as in
ntc-templates; --template names one. Nothing is asked of any device.

  showctl parse --as records --template show_version.textfsm version.txt
  showctl parse --as records --templates DIR --platform cisco_ios --command 'show version' version.txt
  showctl parse --as records --templates DIR --batch MANIFEST
  showctl parse --lint DIR            every fault of the templates and their index, as file:line

MANIFEST has a line for each output, {"id": ..., "platform": ..., "command": ..., "file": ...}, or
"template" instead of the middle two; the answers are lines, too: {"id": ..., "records": [...]} or
{"id": ..., "error": ...}, with "micros" for the parse alone.

)"},
  };
  return texts;
}

po::options_description visible_options() {
  constexpr unsigned kColumns = 100;
  po::options_description options("Options", kColumns);
  options.add_options()(
      "config,c",
      po::value<std::string>()->value_name("FILE")->default_value("/etc/showd/showd.yaml"),
      "showd's config file")(
      "format,f", po::value<std::string>()->value_name("FORMAT")->default_value("table"),
      "table, json or csv")("since", po::value<std::string>()->value_name("SPAN"),
                            "show: what happened within this span (1h, 7d)")(
      "at", po::value<std::string>()->value_name("TIME"),
      "interfaces: as of 'YYYY-MM-DD HH:MM' UTC")(
      "limit", po::value<std::string>()->value_name("N"), "show: at most this many rows")(
      "as", po::value<std::string>()->value_name("WHAT"), "parse: records")(
      "templates", po::value<std::string>()->value_name("DIR"),
      "parse: a folder of templates with an index")(
      "platform", po::value<std::string>()->value_name("NAME"), "parse: what the device runs")(
      "command", po::value<std::string>()->value_name("WORDS"), "parse: what was asked")(
      "template", po::value<std::string>()->value_name("FILE"), "parse: this template")(
      "batch", po::value<std::string>()->value_name("FILE"), "parse: many outputs, by a manifest")(
      "lint", po::value<std::string>()->value_name("DIR"), "parse: check a folder of templates")(
      "verbose,v", "tell more")("version", "print the version")("help,h", "print this");
  return options;
}

template <class T>
std::optional<T> maybe(const po::variables_map& given, const char* name) {
  if (!given.contains(name)) return std::nullopt;
  return given[name].as<T>();
}

ParseArguments parse_arguments(const po::variables_map& given) {
  return {.as = maybe<std::string>(given, "as"),
          .platform = maybe<std::string>(given, "platform"),
          .command = maybe<std::string>(given, "command"),
          .template_file = maybe<std::string>(given, "template"),
          .templates = maybe<std::string>(given, "templates"),
          .batch = maybe<std::string>(given, "batch"),
          .lint = maybe<std::string>(given, "lint")};
}

/// Not by Boost's own conversion, which takes "-1" for the largest number there is.
std::optional<std::size_t> limit_of(const po::variables_map& given) {
  const auto text = maybe<std::string>(given, "limit");
  if (!text) return std::nullopt;
  std::size_t rows = 0;
  const char* const end = text->data() + text->size();
  const auto [at, bad] = std::from_chars(text->data(), end, rows);
  if (bad != std::errc() || at != end || rows == 0)
    throw UsageError("--limit: expected a number of rows, 1 or more, not '" + *text + "'");
  return rows;
}

}  // namespace

CommandLine parse_command_line(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  const auto dashes = std::find(words.begin(), words.end(), "--");
  CommandLine line;
  if (dashes != words.end()) {
    line.after_dashes.assign(dashes + 1, words.end());
    words.erase(dashes, words.end());
  }
  po::options_description all = visible_options();
  all.add_options()("words", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("words", -1);
  try {
    po::variables_map given;
    po::store(po::command_line_parser(words).options(all).positional(positional).run(), given);
    if (given.contains("words")) line.words = given["words"].as<std::vector<std::string>>();
    line.config = given["config"].as<std::string>();
    line.format = parse_format(given["format"].as<std::string>());
    line.since = maybe<std::string>(given, "since");
    line.at = maybe<std::string>(given, "at");
    line.limit = limit_of(given);
    line.parse = parse_arguments(given);
    line.verbose = given.contains("verbose");
    line.help = given.contains("help");
    line.version = given.contains("version");
  } catch (const std::exception& fault) {  // po::error and parse_format's
    throw UsageError(fault.what());
  }
  if (!line.words.empty()) {
    line.subcommand = line.words.front();
    line.words.erase(line.words.begin());
  }
  return line;
}

std::string help_text(const std::string& subcommand) {
  const auto found = help_texts().find(subcommand);
  std::ostringstream text;
  text << (found == help_texts().end() ? kOverview : found->second) << visible_options();
  return text.str();
}

}  // namespace showd
