#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <map>

#include "base/utf8.hpp"
#include "ctl/asker.hpp"
#include "ctl/commands.hpp"
#include "ctl/progress.hpp"
#include "ctl/typed_commands.hpp"

namespace showd {
namespace {

using Commands = std::vector<std::string>;
using Results = std::map<std::string, PollResult>;  ///< by device

double seconds(std::chrono::microseconds span) {
  return std::chrono::duration<double>(span).count();
}

/// What was typed before is in `transcripts`, so the next one is where it failed.
std::string failed_at(const PollResult& result, const Commands& commands) {
  const std::size_t done = result.transcripts.size();
  if (commands.size() < 2 || done >= commands.size() || result.error->stage < Stage::command)
    return "";
  return fmt::format(" at \"{}\"", printable(commands[done]));
}

std::string failure(const PollResult& result, const Commands& commands) {
  return fmt::format("{}: {} ({}){} after {:.3f} s: {}", result.device->name,
                     to_string(result.error->code), to_string(result.error->stage),
                     failed_at(result, commands), seconds(result.duration), result.error->message);
}

Results ask(Asker& asker, const std::vector<DevicePtr>& devices, const Commands& commands) {
  Results results;
  Progress progress(devices.size());
  asker.ask(devices, commands, [&](PollResult&& result) {
    if (result.ok())
      progress.line(
          fmt::format("{}: ok in {:.3f} s", result.device->name, seconds(result.duration)));
    progress.done(result.ok());
    results.emplace(result.device->name, std::move(result));
  });
  return results;
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
    listing.rows.push_back({result.device->name, std::string(shown ? "ok" : result.result()),
                            error ? Cell(std::string(to_string(error->stage))) : Cell(),
                            seconds(result.duration), error ? Cell(error->message) : Cell(),
                            commands[i], shown ? result.transcripts[i].output : ""});
  }
}

void print_results(const Results& results, const Commands& commands, const View& view) {
  if (view.format == Format::table) {
    for (const auto& [name, result] : results) print_outputs(result);
    return;
  }
  Listing listing{{"device", "result", "stage", "seconds", "error", "command", "output"}, {}};
  for (const auto& [name, result] : results) add_rows(listing, result, commands);
  print(std::cout, listing, view);
}

}  // namespace

int run_command(const CommandLine& line) {
  const Commands commands = typed_commands(line.after_dashes);
  if (commands.empty())
    throw UsageError("run: no command; say it after '--', as in: showctl run -- show version");
  const Selection selection = selection_of(line);
  Asker asker(config_for(selection, line));
  const auto devices = asker.select(selection, line);
  const Monotonic began = system_clock().now();
  const Results results = ask(asker, devices, commands);
  for (const std::string& told : asker.keep_new_keys()) tell(told);
  print_results(results, commands, view_of(line));
  std::size_t failed = 0;
  for (const auto& [name, result] : results) {
    if (result.ok()) continue;
    ++failed;
    tell(failure(result, commands));
  }
  tell(summary(results.size(), failed, began));
  return failed == 0 ? kAllWell : kSomeFailed;
}

}  // namespace showd
