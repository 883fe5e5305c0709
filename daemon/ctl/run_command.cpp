#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>

#include "base/utf8.hpp"
#include "ctl/ask_by_daemon.hpp"
#include "ctl/asker.hpp"
#include "ctl/commands.hpp"
#include "ctl/parsed_outputs.hpp"
#include "ctl/progress.hpp"
#include "ctl/typed_commands.hpp"

namespace showd {
namespace {

using Commands = std::vector<std::string>;

double seconds(std::chrono::microseconds span) {
  return std::chrono::duration<double>(span).count();
}

/// What was typed before is in `transcripts`, so the next one is where it failed. A forbidden one
/// is named by the error, and is refused before any is typed.
std::string failed_at(const PollResult& result, const Commands& commands) {
  const std::size_t done = result.transcripts.size();
  if (result.error->code == Errc::command_forbidden) return "";
  if (commands.size() < 2 || done >= commands.size() || result.error->stage < Stage::command)
    return "";
  return fmt::format(" at \"{}\"", printable(commands[done]));
}

std::string failure(const PollResult& result, const Commands& commands) {
  return fmt::format("{}: {} ({}){} after {:.3f} s: {}", result.device->name,
                     to_string(result.error->code), to_string(result.error->stage),
                     failed_at(result, commands), seconds(result.duration), result.error->message);
}

/// `ask` has the devices asked, by whomever, and calls what it is given for each result.
template <class Ask>
Results gather(std::size_t devices, Ask ask) {
  Results results;
  Progress progress(devices);
  ask([&](PollResult&& result) {
    if (result.ok())
      progress.line(
          fmt::format("{}: ok in {:.3f} s", result.device->name, seconds(result.duration)));
    progress.done(result.ok());
    results.emplace(result.device->name, std::move(result));
  });
  return results;
}

Results ask_ourselves(Asker& asker, const std::vector<DevicePtr>& devices,
                      const Commands& commands) {
  Results results =
      gather(devices.size(), [&](const auto& each) { asker.ask(devices, commands, each); });
  for (const std::string& told : asker.keep_new_keys()) tell(told);
  return results;
}

Results ask_through(DaemonClient& daemon, const std::vector<DevicePtr>& devices,
                    const Commands& commands) {
  return gather(devices.size(),
                [&](const auto& each) { ask_by_daemon(daemon, devices, commands, each); });
}

constexpr std::array<std::string_view, 2> kAskers = {"daemon", "showctl"};

/// The running daemon, if it is to ask: a person says so, or the secrets are for it alone. Null: we
/// ask ourselves. Errors: UsageError, std::runtime_error.
std::unique_ptr<DaemonClient> daemon_for(const Config& config, const Selection& selection,
                                         const CommandLine& line) {
  const std::string by = line.by.value_or(config.out_of_reach.empty() ? "showctl" : "daemon");
  if (std::find(kAskers.begin(), kAskers.end(), by) == kAskers.end())
    refuse_word("run --by", by, kAskers);
  if (by == "showctl" && config.out_of_reach.empty()) return nullptr;
  if (by == "showctl") throw std::runtime_error(config.out_of_reach.front());
  if (!selection.hosts.empty())
    throw UsageError(
        "run: showd asks the devices of its inventories; hosts on the command line go "
        "without them");
  auto daemon = std::make_unique<DaemonClient>(config.http.control);
  if (daemon->running()) return daemon;
  const std::string why = fmt::format("{}: no showd runs", config.http.control.string());
  throw std::runtime_error(
      config.out_of_reach.empty()
          ? why
          : fmt::format("{}; {}, which would have it", config.out_of_reach.front(), why));
}

void tell_way(const Config& config, const DaemonClient* daemon) {
  if (daemon == nullptr) return tell("asked by showctl itself");
  tell(fmt::format("asked through the running showd ({}){}{}", config.http.control.string(),
                   config.out_of_reach.empty() ? "" : ", since out of reach: ",
                   fmt::join(config.out_of_reach, "; ")));
}

/// Each output whole, under a heading.
void print_outputs(const PollResult& result) {
  for (const Transcript& shown : result.transcripts) {
    std::string text = printable_lines(shown.output);
    if (!text.empty() && text.back() != '\n') text += '\n';
    std::cout << "==> " << result.device->name << ": " << printable(shown.command) << '\n'
              << text << '\n';
  }
  std::cout << std::flush;
}

/// A row for each command: its output, or why there is none.
void add_rows(Listing& listing, const PollResult& result, const Commands& commands) {
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const bool shown = i < result.transcripts.size();
    const std::optional<Error>& error = shown ? std::nullopt : result.error;
    listing.rows.push_back(
        {result.device->name, std::string(shown ? "ok" : result.result()),
         error ? Cell(std::string(to_string(error->stage))) : Cell(),
         std::chrono::duration_cast<std::chrono::milliseconds>(result.duration).count(),
         error ? Cell(error->message) : Cell(), commands[i],
         shown ? result.transcripts[i].output : ""});
  }
}

bool has_templates(const CommandLine& line) {
  return line.parse.template_file || line.parse.templates;
}

/// Before anybody logs in for nothing.
void check_readable(const std::vector<DevicePtr>& devices, const Commands& commands,
                    const PlatformRegistry& platforms) {
  for (const DevicePtr& device : devices)
    for (const std::string& command : commands)
      if (const Platform* const platform = platforms.find(device->platform);
          platform != nullptr && !platform->reads(command))
        throw UsageError(fmt::format(
            "run --parse: {} does not read '{}'; --template FILE or --templates DIR may",
            device->platform, printable(command)));
}

void print_outputs(const Results& results, const Commands& commands, const View& view) {
  if (view.format == Format::table) {
    for (const auto& [name, result] : results) print_outputs(result);
    return;
  }
  Listing listing{{"device", "result", "stage", "duration_ms", "error", "command", "output"}, {}};
  for (const auto& [name, result] : results) add_rows(listing, result, commands);
  print(std::cout, listing, view);
}

/// What failed, then the sum and the elapsed time.
int tell_failures(const Results& results, const Commands& commands, Monotonic began) {
  std::size_t failed = 0;
  for (const auto& [name, result] : results) {
    if (result.ok()) continue;
    ++failed;
    tell(failure(result, commands));
  }
  tell(summary(results.size(), failed, began));
  return failed == 0 ? kAllWell : kSomeFailed;
}

}  // namespace

int run_command(const CommandLine& line) {
  const Commands commands = typed_commands(line.after_dashes);
  if (commands.empty())
    throw UsageError("run: no command; say it after '--', as in: showctl run -- show version");
  const Selection selection = selection_of(line);
  const auto config =
      config_for(selection, line, line.by == "daemon" ? Secrets::skip : Secrets::check);
  const auto daemon = daemon_for(*config, selection, line);
  if (line.verbose) tell_way(*config, daemon.get());
  Asker asker(config);
  const auto devices = asker.select(selection, line);
  if (line.rows && !has_templates(line)) check_readable(devices, commands, asker.platforms());
  const Monotonic began = system_clock().now();
  Results results =
      daemon ? ask_through(*daemon, devices, commands) : ask_ourselves(asker, devices, commands);
  if (!line.rows)
    print_outputs(results, commands, view_of(line));
  else if (has_templates(line))
    print_records(results, commands.size() > 1, line);
  else
    print_interfaces(results, asker.platforms(), line);
  return tell_failures(results, commands, began);
}

}  // namespace showd
