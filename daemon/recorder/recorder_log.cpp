#include "recorder/recorder_log.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

#include "base/log.hpp"

namespace showd {
namespace {

constexpr std::size_t kMassChange = 50;        ///< more changes of one poll are one line
constexpr std::size_t kExplanationsTold = 64;  ///< of one device; no output makes the log grow
constexpr std::size_t kNamesTold = 5;

std::string status_of(const Interface& port) {
  return fmt::format("{}/{}", port.admin_status ? to_string(*port.admin_status) : "?",
                     port.oper_status ? to_string(*port.oper_status) : "?");
}

void tell_change(const Change& change) {
  switch (change.kind) {
    case Change::Kind::appeared:
      return log::debug("{} {}: appeared, {}", change.device, change.if_name,
                        status_of(change.after));
    case Change::Kind::disappeared:
      return log::info("{} {}: disappeared", change.device, change.if_name);
    case Change::Kind::changed:
      return log::info("{} {}: {} -> {}", change.device, change.if_name, status_of(change.before),
                       status_of(change.after));
  }
}

void tell_changes(const std::string& device, const std::vector<Change>& changes) {
  if (changes.size() <= kMassChange) {
    for (const Change& change : changes) tell_change(change);
    return;
  }
  const auto count = [&](Change::Kind kind) {
    return std::count_if(changes.begin(), changes.end(),
                         [kind](const Change& change) { return change.kind == kind; });
  };
  log::info("{}: {} interfaces appeared, {} changed, {} disappeared", device,
            count(Change::Kind::appeared), count(Change::Kind::changed),
            count(Change::Kind::disappeared));
}

/// Of those that came (back) into sight or went out of it: how many and the first few names.
struct Named {
  std::size_t count = 0;
  std::string names;

  void add(const std::string& name) {
    if (++count <= kNamesTold) names += (names.empty() ? "" : ", ") + name;
    if (count == kNamesTold + 1) names += ", ...";
  }
};

void tell_sightings(const std::string& device, const Observation& seen) {
  Named lost, found;
  for (const Sighting& sighting : seen.sightings)
    (sighting.observed ? found : lost).add(sighting.if_name);
  if (found.count > 0) log::info("{}: observed again: {}", device, found.names);
  if (lost.count == 0) return;
  if (seen.in_doubt > 0)
    log::warning(
        "{}: {} interfaces at once are not listed any more ({}); the next poll has to "
        "confirm that they are gone",
        device, lost.count, lost.names);
  else
    log::warning("{}: not observed, as not all of the output was understood: {}", device,
                 lost.names);
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
  const std::string& device = poll.device->name;
  if (poll.error && poll.error->code == Errc::cancelled) return;
  poll.error ? failure(poll) : success(device);
  explained(poll);
  tell_sightings(device, seen);
  tell_changes(device, seen.changes);
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
  if (before == now) return log::debug("{}", text);
  if (before && (before->code != now.code || before->stage != now.stage))
    text += fmt::format("; before: {}", named(before->code, before->stage));
  before = std::move(now);
  log::write(error.code == Errc::hostkey_changed ? log::Level::error : log::Level::warning, text);
}

void RecorderLog::success(const std::string& device) {
  const auto told = told_.find(device);
  if (told == told_.end() || !told->second.trouble) return;
  log::info("{}: answers again after {}", device,
            named(told->second.trouble->code, told->second.trouble->stage));
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
    log::info("{}: \"{}\" is not understood whole: {}{}", poll.device->name, output.command,
              quoted(*first), fresh > 1 ? fmt::format("; {} more", fresh - 1) : "");
  }
}

}  // namespace showd
