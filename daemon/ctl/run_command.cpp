#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <map>

#include "base/utf8.hpp"
#include "ctl/asker.hpp"
#include "ctl/commands.hpp"
#include "ctl/progress.hpp"

namespace showd {
namespace {

double seconds(std::chrono::microseconds span) {
  return std::chrono::duration<double>(span).count();
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string outcome(const PollResult& result) {
  if (result.ok())
    return fmt::format("{}: ok in {:.3f} s", result.device->name, seconds(result.duration));
  return fmt::format("{}: {} ({}) after {:.3f} s: {}", result.device->name,
                     to_string(result.error->code), to_string(result.error->stage),
                     seconds(result.duration), result.error->message);
}

std::string output_of(const PollResult& result) {
  return result.transcripts.empty() ? "" : result.transcripts.front().output;
}

/// One device's output under a heading, whole.
void print_output(const PollResult& result, const std::string& command) {
  std::string text = printable_lines(output_of(result));
  if (!text.empty() && text.back() != '\n') text += '\n';
  std::cout << "==> " << result.device->name << ": " << command << '\n'
            << text << '\n'
            << std::flush;
}

Listing listing_of(const std::map<std::string, PollResult>& results, const std::string& command) {
  Listing listing;
  listing.columns = {"device", "result", "stage", "seconds", "error", "command", "output"};
  for (const auto& [name, result] : results) {
    const auto stage = result.error ? Cell(std::string(to_string(result.error->stage))) : Cell();
    const auto error = result.error ? Cell(result.error->message) : Cell();
    listing.rows.push_back({name, std::string(result.result()), stage, seconds(result.duration),
                            error, command, output_of(result)});
  }
  return listing;
}

}  // namespace

int run_command(const CommandLine& line) {
  const std::string command = joined(line.after_dashes);
  if (command.empty())
    throw UsageError("run: no command; say it after '--', as in: showctl run -- show version");
  const auto began = std::chrono::steady_clock::now();
  Asker asker(line.config);
  const auto devices = asker.select(line.words);
  std::size_t failed = 0;
  std::map<std::string, PollResult> results;
  {
    Progress progress(devices.size());
    asker.ask(devices, {command}, [&](PollResult&& result) {
      failed += result.ok() ? 0 : 1;
      progress.line(outcome(result));
      progress.done(result.ok());
      results.emplace(result.device->name, std::move(result));
    });
  }
  if (line.format == Format::table) {
    for (const auto& [name, result] : results)
      if (!result.transcripts.empty()) print_output(result, command);
  } else {
    print(std::cout, listing_of(results, command), view_of(line));
  }
  fmt::print(stderr, "{} devices: {} ok, {} failed; elapsed {:.3f} s\n", devices.size(),
             devices.size() - failed, failed,
             std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  return failed == 0 ? kAllWell : kSomeFailed;
}

}  // namespace showd
