#include "recorder/recorder_log.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

#include "base/log.hpp"
#include "base/text.hpp"
#include "recorder/log_words.hpp"
#include "recorder/tell_interfaces.hpp"

namespace showd {
namespace {

constexpr std::size_t kExplanationsTold = 64;  ///< of one device; no output makes the log grow

log::About failure_of(const PollResult& poll, Errc code, Stage stage) {
  using log::Event;
  auto failed =
      about(poll, code == Errc::hostkey_changed ? Event::host_key_changed : Event::device_failed);
  failed.stage = to_string(stage);
  failed.result = to_string(code);
  return failed;
}

std::string text_of(const PollResult& poll) {
  const Error& error = *poll.error;
  return fmt::format("{}: {}: {}", poll.device->name, named(error.code, error.stage),
                     error.message);
}

/// The same for lines that differ in numbers only: a clock is not news each time.
std::size_t kind_of(const Coverage& output, const Coverage::Note& note) {
  std::string text = output.command + '\n' + note.why + '\n' + note.text;
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }, '0');
  return std::hash<std::string>{}(text);
}

std::string quoted(const Coverage::Note& note) {
  if (note.line == 0) return note.why;
  return fmt::format("line {}: {}: {}", note.line, note.why, in_quotes(note.text));
}

}  // namespace

void RecorderLog::poll(const PollResult& poll, const Observation& seen) {
  if (poll.error && poll.error->code == Errc::cancelled) return;
  if (poll.error && poll.run != 0) tally(poll).count_failure(poll.error->stage);
  poll.error ? failure(poll) : success(poll);
  explained(poll);
  tell_sightings(poll, seen);
  tell_changes(poll, seen);
}

void RecorderLog::run(const Run& run) {
  if (!run.duration) return;
  const RunTally& tally = runs_.try_emplace(run.id, run.inventory).first->second;
  tally.tell_alike(run.id);
  tally.tell_sum(run, run.failed > 0 || tell_every_run_ ? log::Level::info : log::Level::debug);
  runs_.erase(run.id);
}

void RecorderLog::finish() {
  for (const auto& [id, tally] : runs_) tally.tell_alike(id);
  runs_.clear();
}

void RecorderLog::keep_only(const std::vector<WatchedDevice>& devices) {
  std::map<std::string, Told> kept;
  for (const WatchedDevice& watched : devices)
    if (auto told = told_.extract(watched.device->name)) kept.insert(std::move(told));
  told_ = std::move(kept);
}

void RecorderLog::failure(const PollResult& poll) {
  const Error& error = *poll.error;
  Trouble now{error.code, error.stage, {}};
  if (poll.refused_host_key) now.shown_key = poll.refused_host_key->sha256;
  std::optional<Trouble>& before = told_[poll.device->name].trouble;
  std::string text = text_of(poll);
  const log::About failed = failure_of(poll, error.code, error.stage);
  if (before == now) return log::debug(failed, "{}", text);
  if (before && (before->code != now.code || before->stage != now.stage))
    text += fmt::format("; before: {}", named(before->code, before->stage));
  before = std::move(now);
  if (error.code == Errc::hostkey_changed) return log::error(failed, "{}", text);
  tell(log::Level::warning, poll, {failed.event, error.code, error.stage}, failed, text);
}

/// A line of its own, or with others at the end of the run.
void RecorderLog::tell(log::Level level, const PollResult& poll, const News& news,
                       const log::About& about, const std::string& text) {
  const bool own = poll.run == 0 || tally(poll).has_own_line(news, poll.device->name);
  log::write(own ? level : log::Level::debug, about, text);
}

RunTally& RecorderLog::tally(const PollResult& poll) {
  return runs_.try_emplace(poll.run, poll.device->inventory).first->second;
}

void RecorderLog::success(const PollResult& poll) {
  const auto told = told_.find(poll.device->name);
  if (told == told_.end() || !told->second.trouble) return;
  const Trouble& past = *told->second.trouble;
  log::About recovered = failure_of(poll, past.code, past.stage);
  recovered.event = log::Event::device_recovered;
  tell(log::Level::info, poll, {recovered.event, past.code, past.stage}, recovered,
       fmt::format("{}: answers again after {}", poll.device->name, named(past.code, past.stage)));
  told->second.trouble.reset();
}

/// One line per command at most, for the first of what is new.
void RecorderLog::explained(const PollResult& poll) {
  for (const Coverage& output : poll.coverage) {
    const Coverage::Note* first = nullptr;
    std::size_t fresh = 0;
    for (const Coverage::Note& note : output.notes) {
      auto& told = told_[poll.device->name].explained;
      if (told.size() >= kExplanationsTold || !told.insert(kind_of(output, note)).second) continue;
      if (fresh++ == 0) first = &note;
    }
    if (!first) continue;
    log::info(about(poll, log::Event::output_not_understood),
              "{}: \"{}\" is not understood whole: {}{}", poll.device->name, output.command,
              quoted(*first), fresh > 1 ? fmt::format("; {} more", fresh - 1) : "");
  }
}

}  // namespace showd
