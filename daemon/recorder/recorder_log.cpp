#include "recorder/recorder_log.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

#include "base/log.hpp"
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

/// The same for lines that differ in numbers only: a clock is not news each time.
std::size_t kind_of(const Coverage& output, const Coverage::Note& note) {
  std::string text = output.command + '\n' + note.why + '\n' + note.text;
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }, '0');
  return std::hash<std::string>{}(text);
}

std::string quoted(const Coverage::Note& note) {
  if (note.line == 0) return note.why;
  return fmt::format("line {}: {}: \"{}\"", note.line, note.why, note.text);
}

}  // namespace

void RecorderLog::poll(const PollResult& poll, const Observation& seen) {
  if (poll.error && poll.error->code == Errc::cancelled) return;
  poll.error ? failure(poll) : success(poll);
  explained(poll);
  tell_sightings(poll, seen);
  tell_changes(poll, seen);
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
  std::string text =
      fmt::format("{}: {}: {}", poll.device->name, named(error.code, error.stage), error.message);
  const log::About failed = failure_of(poll, error.code, error.stage);
  if (before == now) return log::debug(failed, "{}", text);
  if (before && (before->code != now.code || before->stage != now.stage))
    text += fmt::format("; before: {}", named(before->code, before->stage));
  before = std::move(now);
  log::write(error.code == Errc::hostkey_changed ? log::Level::error : log::Level::warning, failed,
             text);
}

void RecorderLog::success(const PollResult& poll) {
  const auto told = told_.find(poll.device->name);
  if (told == told_.end() || !told->second.trouble) return;
  const Trouble& past = *told->second.trouble;
  log::About recovered = failure_of(poll, past.code, past.stage);
  recovered.event = log::Event::device_recovered;
  log::info(recovered, "{}: answers again after {}", poll.device->name,
            named(past.code, past.stage));
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
