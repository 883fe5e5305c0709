#include "recorder/tell_interfaces.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "recorder/change_words.hpp"
#include "recorder/log_words.hpp"

namespace showd {
namespace {

constexpr std::size_t kMassChange = 50;  ///< more changes of one poll are one line

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

log::About about_some(const PollResult& poll, log::Event event,
                      const std::vector<std::string>& interfaces) {
  log::About some = about(poll, event);
  some.interfaces = interfaces;
  return some;
}

}  // namespace

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

void tell_sightings(const PollResult& poll, const Observation& seen) {
  const std::string& device = poll.device->name;
  std::vector<std::string> lost, found;
  for (const Sighting& sighting : seen.sightings)
    (sighting.observed ? found : lost).push_back(sighting.if_name);
  if (!found.empty())
    log::info(about_some(poll, log::Event::interface_observed, found), "{}: observed again: {}",
              device, first_names(found));
  if (lost.empty()) return;
  const log::About about_lost = about_some(poll, log::Event::interface_not_observed, lost);
  if (seen.in_doubt > 0)
    log::warning(about_lost,
                 "{}: {} interfaces at once are not listed any more ({}); the next poll has to "
                 "confirm that they are gone",
                 device, lost.size(), first_names(lost));
  else
    log::warning(about_lost, "{}: not observed, as not all of the output was understood: {}",
                 device, first_names(lost));
}

}  // namespace showd
