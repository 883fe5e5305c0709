#include "ctl/command_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <charconv>
#include <cstdlib>
#include <sstream>
#include <string_view>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "config/did_you_mean.hpp"
#include "ctl/help.hpp"

namespace showd {
namespace {

namespace po = boost::program_options;

const char* config_from_environment() {
  const char* const named = std::getenv("SHOWD_CONFIG");
  return named != nullptr && *named != '\0' ? named : nullptr;
}

template <class T>
std::optional<T> maybe(const po::variables_map& given, const char* name) {
  if (!given.contains(name)) return std::nullopt;
  return given[name].as<T>();
}

struct Option {
  const char* name;   ///< as Boost takes it: "config,c"
  const char* value;  ///< what stands for it in the help; nullptr: a flag
  const char* help;
};

constexpr Option kOptions[] = {
    {"parse", nullptr, "rows instead of outputs: interfaces, or records by templates"},
    {"as", "WHAT", "records"},
    {"templates", "DIR", "a folder of templates with an index"},
    {"platform", "NAME", "what the device runs"},
    {"command", "WORDS", "what was asked"},
    {"template", "FILE", "this template"},
    {"batch", "FILE", "many outputs, by a manifest"},
    {"lint", "DIR", "check a folder of templates"},
    {"user", "NAME", "hosts: log in as this user"},
    {"ask-pass", nullptr, "hosts: ask for the password (or read it from standard input)"},
    {"ask-enable", nullptr, "hosts: ask for the enable password, and use it"},
    {"identity", "FILE", "hosts: log in with this private key"},
    {"host-keys", "WHICH", "hosts: accept-new (default), strict, off or a known_hosts FILE"},
    {"legacy", nullptr, "hosts: offer SHA-1, CBC and ssh-rsa, too"},
    {"plugins", "DIR", "the folder of the plugins"},
    {"by", "WHO", "who asks: showctl, or the running daemon; without it as the secrets allow"},
    {"at", "TIME", "interfaces, addresses: as they were then ('yesterday 14:00')"},
    {"since", "TIME", "what happened since then (2h, monday, '2026-01-31 12:00')"},
    {"until", "TIME", "and before then"},
    {"admin", "STATUS", "interfaces with this admin status (up, down, testing)"},
    {"oper", "STATUS", "interfaces with this oper status (up, down, lower-layer-down, ...)"},
    {"description", "TEXT", "interfaces with this in their description; globs too"},
    {"mac", "MAC", "interfaces with this MAC, in any notation; its first digits do"},
    {"ip", "ADDRESS", "interfaces with this address, or with one in this prefix"},
    {"limit", "N", "at most this many rows"},
    {"watch", nullptr, "again and again"},
    {"every", "SPAN", "watch, follow: so often (2s)"},
    {"follow", nullptr, "changes: go on with those to come"},
    {"columns", "A,B", "these columns, in this order"},
    {"wide", nullptr, "all columns, however wide the terminal is"},
    {"format,f", "FORMAT", "table (default), json or csv"},
    {"config,c", "FILE", "showd's config file; without it $SHOWD_CONFIG or /etc/showd/showd.yaml"},
    {"verbose,v", nullptr, "tell more"},
    {"version", nullptr, "print the version"},
    {"help,h", nullptr, "print this"},
};

std::string_view long_name(const Option& option) {
  const std::string_view name = option.name;
  return name.substr(0, name.find(','));
}

bool contains(const std::vector<std::string_view>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void add(po::options_description& options, const Option& option) {
  if (option.value == nullptr)
    options.add_options()(option.name, option.help);
  else
    options.add_options()(option.name, po::value<std::string>()->value_name(option.value),
                          option.help);
}

/// Those that `command` knows; of no command, all, so that the command is told as the fault.
po::options_description options_for(std::string_view command) {
  const std::vector<std::string_view> own = options_of(command);
  po::options_description options;
  for (const Option& option : kOptions)
    if (command.empty() || contains(own, long_name(option)) || long_name(option) == "version")
      add(options, option);
  options.add_options()("words", po::value<std::vector<std::string>>());
  return options;
}

po::parsed_options parse(const std::vector<std::string>& words,
                         const po::options_description& options, int style) {
  po::positional_options_description positional;
  positional.add("words", -1);
  return po::command_line_parser(words)
      .options(options)
      .positional(positional)
      .style(style)
      .allow_unregistered()
      .run();
}

[[noreturn]] void refuse_option(std::string_view command, std::string_view option) {
  std::vector<std::string> dashed;
  for (const std::string_view name : options_of(command))
    dashed.push_back(fmt::format("--{}", name));
  const std::vector<std::string_view> known(dashed.begin(), dashed.end());
  throw UsageError(fmt::format("{}{}no option '{}'{}", command, command.empty() ? "" : ": ",
                               printable(option, 60), did_you_mean(option, known)));
}

std::string_view until_equals(std::string_view word) { return word.substr(0, word.find('=')); }

/// The command stands anywhere among the options, of which some have values.
std::string_view command_in(const std::vector<std::string>& words) {
  constexpr int kInFull =
      po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  po::variables_map given;
  po::store(parse(words, options_for(""), kInFull), given);
  return command_among(maybe<std::vector<std::string>>(given, "words").value_or(words));
}

/// Errors: UsageError for an option that nobody knows or that is another command's.
po::variables_map read_options(const std::vector<std::string>& words) {
  const std::string_view command = command_in(words);
  const po::options_description options = options_for(command);
  const po::parsed_options parsed = parse(words, options, po::command_line_style::unix_style);
  for (const po::option& option : parsed.options)
    if (option.unregistered) refuse_option(command, until_equals(option.original_tokens.front()));
  po::variables_map given;
  po::store(parsed, given);
  return given;
}

ParseArguments parse_arguments(const po::variables_map& given) {
  return {.as = maybe<std::string>(given, "as"),
          .command = maybe<std::string>(given, "command"),
          .template_file = maybe<std::string>(given, "template"),
          .templates = maybe<std::string>(given, "templates"),
          .batch = maybe<std::string>(given, "batch"),
          .lint = maybe<std::string>(given, "lint")};
}

/// "device,oper": names between commas.
std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  std::istringstream text(list);
  for (std::string name; std::getline(text, name, ',');) names.emplace_back(trim(name));
  return names;
}

HostArguments host_arguments(const po::variables_map& given) {
  return {.user = maybe<std::string>(given, "user"),
          .identity = maybe<std::string>(given, "identity"),
          .host_keys = maybe<std::string>(given, "host-keys"),
          .ask_pass = given.contains("ask-pass"),
          .ask_enable = given.contains("ask-enable"),
          .legacy = given.contains("legacy")};
}

std::vector<std::string> columns_of(const po::variables_map& given) {
  const auto list = maybe<std::string>(given, "columns");
  if (list && trim(*list).empty())
    throw UsageError("--columns: expected names with commas between them, as in device,if_name");
  return names_in(list.value_or(""));
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

ShowArguments show_arguments(const po::variables_map& given) {
  return {.at = maybe<std::string>(given, "at"),
          .since = maybe<std::string>(given, "since"),
          .until = maybe<std::string>(given, "until"),
          .limit = limit_of(given),
          .admin = maybe<std::string>(given, "admin"),
          .oper = maybe<std::string>(given, "oper"),
          .description = maybe<std::string>(given, "description"),
          .mac = maybe<std::string>(given, "mac"),
          .ip = maybe<std::string>(given, "ip"),
          .every = maybe<std::string>(given, "every"),
          .watch = given.contains("watch"),
          .follow = given.contains("follow")};
}

}  // namespace

View view_of(const CommandLine& line, std::span<const std::string_view> usual) {
  return {.format = line.format, .columns = line.columns, .usual = usual, .wide = line.wide};
}

CommandLine parse_command_line(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  const auto dashes = std::find(words.begin(), words.end(), "--");
  CommandLine line;
  if (dashes != words.end()) {
    line.after_dashes.assign(dashes + 1, words.end());
    words.erase(dashes, words.end());
  }
  try {
    const po::variables_map given = read_options(words);
    line.words = maybe<std::vector<std::string>>(given, "words").value_or(line.words);
    line.config = maybe<std::string>(given, "config").value_or(line.config.string());
    line.config_named = given.contains("config") || config_from_environment() != nullptr;
    line.format = parse_format(maybe<std::string>(given, "format").value_or("table"));
    line.columns = columns_of(given);
    line.wide = given.contains("wide");
    line.show = show_arguments(given);
    line.platform = maybe<std::string>(given, "platform");
    line.plugins = maybe<std::string>(given, "plugins");
    line.parse = parse_arguments(given);
    line.hosts = host_arguments(given);
    line.by = maybe<std::string>(given, "by");
    line.rows = given.contains("parse") || line.parse.template_file || line.parse.templates;
    line.verbose = given.contains("verbose");
    line.help = given.contains("help");
    line.version = given.contains("version");
  } catch (const UsageError&) {
    throw;
  } catch (const std::exception& fault) {  // po::error and parse_format's
    throw UsageError(fault.what());
  }
  if (!line.words.empty()) {
    line.subcommand = line.words.front();
    line.words.erase(line.words.begin());
  }
  if (!line.after_dashes.empty() && line.subcommand != "run")
    throw UsageError(line.subcommand + ": takes nothing behind '--'");
  return line;
}

void refuse_word(std::string_view command, std::string_view word,
                 std::span<const std::string_view> known) {
  throw UsageError(fmt::format(
      "{}: expected {}{}", command, or_list(known),
      word.empty() ? ""
                   : fmt::format(", not '{}'{}", printable(word, 60), did_you_mean(word, known))));
}

std::string help_text(const std::string& command) {
  constexpr unsigned kColumns = 80;
  const std::vector<std::string_view> own = options_of(command);
  po::options_description options("Options", kColumns);
  for (const Option& option : kOptions)
    if (contains(own, long_name(option))) add(options, option);
  std::ostringstream text;
  text << description_of(command) << options;
  return text.str();
}

std::string with_origin(std::string fault) {
  const char* const named = config_from_environment();
  if (named != nullptr && fault.starts_with(std::string(named) + ": cannot be read"))
    fault += " ($SHOWD_CONFIG names it)";
  return fault;
}

std::filesystem::path default_config_file() {
  const char* const named = config_from_environment();
  return named != nullptr ? named : "/etc/showd/showd.yaml";
}

}  // namespace showd
