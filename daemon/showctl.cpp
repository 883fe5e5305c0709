/// The command line. What goes wrong with the call as a whole is told here, in one line.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <new>
#include <stdexcept>

#include "app/version.hpp"
#include "base/core_dumps.hpp"
#include "base/last_words.hpp"
#include "base/log.hpp"
#include "base/utf8.hpp"
#include "config/did_you_mean.hpp"
#include "config/fault.hpp"
#include "ctl/command_line.hpp"
#include "ctl/commands.hpp"
#include "ctl/help.hpp"

namespace {

constexpr std::size_t kLine = 4096;

using Command = int (*)(const showd::CommandLine&);

const std::map<std::string, Command>& commands() {
  static const std::map<std::string, Command> all = {
      {"check", showd::check_command},     {"run", showd::run_command},
      {"poll", showd::poll_command},       {"show", showd::show_command},
      {"hostkey", showd::hostkey_command}, {"plugin", showd::plugin_command},
      {"parse", showd::parse_command},
  };
  return all;
}

[[noreturn]] void refuse_command(const std::string& word) {
  throw showd::UsageError(fmt::format("no command '{}'{}", showd::printable(word, 60),
                                      showd::did_you_mean(word, showd::command_names())));
}

int dispatch(const showd::CommandLine& line) {
  if (line.version) {
    std::cout << "showctl " << showd::kVersion << "\n";
    return showd::kAllWell;
  }
  if (line.help || line.subcommand.empty() || line.subcommand == "help") {
    const bool asked_by_name = line.subcommand == "help" && !line.words.empty();
    const std::string topic = asked_by_name ? line.words.front() : line.subcommand;
    if (!topic.empty() && topic != "help" && !commands().contains(topic)) refuse_command(topic);
    std::cout << showd::help_text(topic);
    return line.subcommand.empty() && !line.help ? showd::kUsage : showd::kAllWell;
  }
  const auto command = commands().find(line.subcommand);
  if (command == commands().end()) refuse_command(line.subcommand);
  return command->second(line);
}

/// What was printed is only then there: a full disk is no success.
void flush_output() {
  std::cout.flush();
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0 || !std::cout)
    throw std::runtime_error("standard output: cannot be written");
}

}  // namespace

int main(int argc, char** argv) {
  showd::forbid_core_dumps();
  showd::end_in_one_line("showctl");
  try {
    const showd::CommandLine line = showd::parse_command_line(argc, argv);
    showd::log::open(line.verbose ? showd::log::Level::debug : showd::log::Level::error);
    const int status = dispatch(line);
    flush_output();
    return status;
  } catch (const showd::UsageError& fault) {
    const std::string_view command = showd::command_among({argv + 1, argv + argc});
    std::cerr << "showctl: " << fault.what() << " (see showctl " << command
              << (command.empty() ? "" : " ") << "--help)\n";
  } catch (const showd::ConfigError& fault) {
    for (const std::string& told : fault.lines(1))
      std::cerr << "showctl: " << showd::printable(showd::with_origin(told), kLine) << "\n";
  } catch (const std::bad_alloc&) {
    throw;  // no memory for more words either: see end_in_one_line()
  } catch (const std::exception& fault) {
    std::cerr << "showctl: " << showd::printable(fault.what(), kLine) << "\n";
  }
  return showd::kUsage;
}
