#include "recorder/run_tally.hpp"

#include <fmt/format.h>

#include <chrono>

#include "base/text.hpp"
#include "recorder/log_words.hpp"

namespace showd {
namespace {

constexpr std::size_t kOwnLines = 10;  ///< of one kind in one run

std::string what_they_do(const News& news, std::size_t count) {
  const bool again = news.event == log::Event::device_recovered;
  const char* verb = again ? "answer" : "fail";
  return fmt::format("{} {}{} {}", counted(count, "more device"), verb, count == 1 ? "s" : "",
                     again ? "again after" : "alike:");
}

}  // namespace

bool RunTally::has_own_line(const News& news, const std::string& device) {
  Alike& alike = alike_[news];
  if (alike.own_lines < kOwnLines) return ++alike.own_lines > 0;
  alike.others.push_back(device);
  return false;
}

void RunTally::tell_alike(std::uint64_t run) const {
  for (const auto& [news, alike] : alike_) {
    if (alike.others.empty()) continue;
    const log::About about{.event = news.event,
                           .inventory = inventory_,
                           .stage = to_string(news.stage),
                           .result = to_string(news.code),
                           .run = run,
                           .devices = alike.others};
    const auto level =
        news.event == log::Event::device_recovered ? log::Level::info : log::Level::warning;
    log::write(level, about,
               fmt::format("{}: run {}: {} {}: {}", inventory_, run,
                           what_they_do(news, alike.others.size()), named(news.code, news.stage),
                           first_names(alike.others)));
  }
}

void RunTally::tell_sum(const Run& run, log::Level level) const {
  if (!log::enabled(level)) return;
  std::string stages;
  for (const auto& [stage, count] : failed_)
    stages += fmt::format("{}{} {}", stages.empty() ? " (" : ", ", to_string(stage), count);
  if (!stages.empty()) stages += ')';
  const std::chrono::duration<double> seconds = run.duration.value_or(std::chrono::milliseconds(0));
  log::write(level, {.event = log::Event::run_finished, .inventory = run.inventory, .run = run.id},
             fmt::format("{}: run {}: {} ok, {} failed{}, {} busy, {} backed off in {:.1f} s",
                         run.inventory, run.id, run.ok, run.failed, stages, run.busy,
                         run.backed_off, seconds.count()));
}

}  // namespace showd
