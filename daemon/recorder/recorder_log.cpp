#include "recorder/recorder_log.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

#include "base/log.hpp"
#include "recorder/change_words.hpp"

namespace showd {
namespace {

constexpr std::size_t kMassChange = 50;        ///< more changes of one poll are one line
constexpr std::size_t kExplanationsTold = 64;  ///< of one device; no output makes the log grow
constexpr std::size_t kNamesTold = 5;

/// What every line about this poll is about; borrows from it.
log::About about(const PollResult& poll, log::Event event) {
  return {.event = event,
          .device = poll.device->name,
          .inventory = poll.device->inventory,
          .run = poll.run};
}

log::About failure_of(const PollResult& poll, Errc code, Stage stage) {
  using log::Event;
  auto failed =
      about(poll, code == Errc::hostkey_changed ? Event::host_key_changed : Event::device_failed);
  failed.stage = to_string(stage);
  failed.result = to_string(code);
  return failed;
}

/// What a device comes with when it is first seen is no news of it.
bool first_sight(const Observation& seen) {
  const auto appeared = [](const Change& change) { return change.kind == Change::Kind::appeared; };
  return !seen.changes.empty() && seen.state && seen.state->interfaces &&
         seen.state->interfaces->size() == seen.changes.size() &&
         std::all_of(seen.changes.begin(), seen.changes.end(), appeared);
}

void tell_change(const PollResult& poll, const Change& change) {
  log::About interface = about(poll, log::Event::interface_changed);
  interface.interface = change.if_name;
  switch (change.kind) {
    case Change::Kind::appeared:
      interface.event = log::Event::interface_appeared;
      return log::info(interface, "{} {}: appeared, {}", change.device, change.if_name,
                       statuses_of(change.after));
    case Change::Kind::disappeared:
      interface.event = log::Event::interface_disappeared;
      return log::info(interface, "{} {}: disappeared", change.device, change.if_name);
    case Change::Kind::changed:
      return log::info(interface, "{} {}: {}", change.device, change.if_name,
                       what_changed(change.before, change.after));
  }
}

void tell_changes(const PollResult& poll, const Observation& seen) {
  const std::vector<Change>& changes = seen.changes;
  if (first_sight(seen))
    return log::debug(about(poll, log::Event::interfaces_changed), "{}: first seen, {} interfaces",
                      poll.device->name, changes.size());
  if (changes.size() <= kMassChange) {
    for (const Change& change : changes) tell_change(poll, change);
    return;
  }
  const auto count = [&](Change::Kind kind) {
    return std::count_if(changes.begin(), changes.end(),
                         [kind](const Change& change) { return change.kind == kind; });
  };
  log::info(about(poll, log::Event::interfaces_changed),
            "{}: {} interfaces appeared, {} changed, {} disappeared", poll.device->name,
            count(Change::Kind::appeared), count(Change::Kind::changed),
            count(Change::Kind::disappeared));
}

std::string first_of(const std::vector<std::string>& names) {
  const auto told = std::min(names.size(), kNamesTold);
  return fmt::format("{}{}", fmt::join(names.begin(), names.begin() + told, ", "),
                     names.size() > told ? ", ..." : "");
}

log::About sighting(const PollResult& poll, log::Event event,
                    const std::vector<std::string>& interfaces) {
  log::About sighting = about(poll, event);
  sighting.interfaces = interfaces;
  return sighting;
}

void tell_sightings(const PollResult& poll, const Observation& seen) {
  const std::string& device = poll.device->name;
  std::vector<std::string> lost, found;
  for (const Sighting& sighting : seen.sightings)
    (sighting.observed ? found : lost).push_back(sighting.if_name);
  if (!found.empty())
    log::info(sighting(poll, log::Event::interface_observed, found), "{}: observed again: {}",
              device, first_of(found));
  if (lost.empty()) return;
  const log::About about_lost = sighting(poll, log::Event::interface_not_observed, lost);
  if (seen.in_doubt > 0)
    log::warning(about_lost,
                 "{}: {} interfaces at once are not listed any more ({}); the next poll has to "
                 "confirm that they are gone",
                 device, lost.size(), first_of(lost));
  else
    log::warning(about_lost, "{}: not observed, as not all of the output was understood: {}",
                 device, first_of(lost));
}

std::string named(Errc code, Stage stage) {
  return fmt::format("{} ({})", to_string(code), to_string(stage));
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
