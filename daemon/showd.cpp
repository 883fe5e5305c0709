/// The daemon. Its only catch is here: what cannot start says why in one line.
#include <sys/resource.h>

#include <boost/program_options.hpp>
#include <csignal>
#include <exception>
#include <iostream>
#include <new>
#include <optional>
#include <string>
#include <system_error>

#include "app/daemon.hpp"
#include "app/version.hpp"
#include "base/core_dumps.hpp"
#include "base/last_words.hpp"
#include "base/log.hpp"
#include "config/config.hpp"
#include "store/store_error.hpp"

namespace po = boost::program_options;

namespace {

constexpr const char* kHelp =
    R"(showd: polls network devices through their CLI and keeps what they show.

  showd --config /etc/showd/showd.yaml          until SIGTERM; SIGHUP reads everything again
  showd --config showd.yaml --once              one run of every inventory, then exit
  showctl check /etc/showd/showd.yaml           is this config sound? (nothing is polled)

)";

constexpr const char* kExitStatus = R"(
Exit status: 0 stopped as asked; with --once: every device was polled well
             1 with --once: a device failed, or showd was stopped before all were polled;
               else showd could not go on, and may be started again
             2 usage, config or another reason for which it cannot start (the log's last line)
)";

constexpr int kAgain = 1;  ///< the unit starts it again
constexpr int kUsage = 2;

po::options_description options() {
  po::options_description options("Options");
  options.add_options()("config,c",
                        po::value<std::string>()->default_value("/etc/showd/showd.yaml"),
                        "the config file")(
      "once", "poll every inventory once; the log ends with a line for each of them")(
      "log-level", po::value<std::string>()->default_value("info"),
      "debug, info, warning or error")(
      "log-format", po::value<std::string>(),
      "text, logfmt or json, on stderr; default: the journal under systemd, else text")(
      "version", "print the version")("help,h", "print this");
  return options;
}

showd::log::Level log_level(const po::variables_map& given) {
  const auto& name = given["log-level"].as<std::string>();
  if (const auto level = showd::log::level_from_string(name)) return *level;
  throw po::error("--log-level: expected debug, info, warning or error, not '" + name + "'");
}

/// Absent: the journal, or text.
std::optional<showd::log::Format> log_format(const po::variables_map& given) {
  if (!given.contains("log-format")) return std::nullopt;
  const auto& name = given["log-format"].as<std::string>();
  if (const auto format = showd::log::format_from_string(name)) return format;
  throw po::error("--log-format: expected text, logfmt or json, not '" + name + "'");
}

/// Sessions need descriptors: take what the hard limit allows. A log that nobody reads any more
/// (`showd 2>&1 | head`) is no reason to stop polling.
void prepare_process() {
  std::signal(SIGPIPE, SIG_IGN);
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
}

int serve(const po::variables_map& given) {
  showd::log::open(log_level(given), log_format(given));
  prepare_process();
  showd::DaemonOptions options;
  options.config = given["config"].as<std::string>();
  options.once = given.contains("once");
  return showd::Daemon(std::move(options)).run();
}

void tell_why(const std::string& fault) {
  showd::log::error({.event = showd::log::Event::cannot_start}, "{}", fault);
}

/// Another time it may be there.
bool is_scarcity(const std::system_error& fault) {
  return fault.code() == std::errc::resource_unavailable_try_again ||
         fault.code() == std::errc::not_enough_memory;
}

}  // namespace

int main(int argc, char** argv) {
  showd::forbid_core_dumps();
  showd::end_in_one_line("showd");
  try {
    po::variables_map given;
    po::store(po::command_line_parser(argc, argv).options(options()).positional({}).run(), given);
    if (given.contains("help")) {
      std::cout << kHelp << options() << kExitStatus;
      return 0;
    }
    if (given.contains("version")) {
      std::cout << "showd " << showd::kVersion << "\n";
      return 0;
    }
    return serve(given);
  } catch (const po::error& fault) {
    std::cerr << "showd: " << fault.what() << " (see showd --help)\n";
    return kUsage;
  } catch (const showd::ConfigError& fault) {
    for (const std::string& line : fault.lines()) tell_why(line);
    return kUsage;
  } catch (const showd::StoreError& fault) {
    tell_why(fault.what());
    return fault.exit_code();
  } catch (const std::system_error& fault) {
    tell_why(std::string(fault.what()) + (is_scarcity(fault) ? ": no more threads or memory" : ""));
    return is_scarcity(fault) ? kAgain : kUsage;
  } catch (const std::bad_alloc&) {
    throw;  // no memory for more words either: see end_in_one_line()
  } catch (const std::exception& fault) {
    tell_why(fault.what());
    return kUsage;
  }
}
