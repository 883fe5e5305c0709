#include "fleet/fleet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "fleet/compare.hpp"

namespace showd {
namespace {

DeviceStatePtr unpolled(const std::shared_ptr<const Device>& device) {
  auto state = std::make_shared<DeviceState>();
  state->device = device;
  return state;
}

bool same_identity(const Device& one, const Device& other) {
  return one.address == other.address && one.port == other.port && one.platform == other.platform;
}

/// What the parsers said, without what only the comparison needs.
std::shared_ptr<const std::vector<Coverage>> explained(const std::vector<Coverage>& outputs) {
  const auto silent = [](const Coverage& output) { return output.notes.empty(); };
  if (std::all_of(outputs.begin(), outputs.end(), silent)) return nullptr;
  auto told = std::make_shared<std::vector<Coverage>>(outputs);
  std::erase_if(*told, silent);
  for (Coverage& output : *told) output.unknown_lines = {};
  return told;
}

void count_unmatched(DeviceState& state, const std::vector<Coverage>& outputs) {
  if (outputs.empty()) return;  // it failed before anything was parsed
  state.parsed = true;
  state.unmatched_lines = state.lossy_outputs = 0;
  for (const Coverage& output : outputs) {
    state.unmatched_lines += output.unmatched;
    state.lossy_outputs += output.row_lost;
  }
  state.explained = explained(outputs);
}

/// A failure before the key was shown, or one that is ours, says nothing of it.
void judge_host_key(DeviceState& state, const std::optional<Error>& error) {
  const bool changed = error && error->code == Errc::hostkey_changed;
  const bool unknown = error && error->code == Errc::hostkey_unknown;
  const bool passed = !error || (error->stage > Stage::hostkey && error->stage < Stage::deadline);
  if (!changed && !unknown && !passed) return;
  state.host_key_refused = changed || unknown;
  state.host_key_changed = changed;
}

/// What was short here, and says nothing of the device.
bool is_ours(const std::optional<Error>& error) {
  return error && (error->code == Errc::not_asked || error->code == Errc::resource_limit);
}

/// The device's own figures after one more poll, which failed by `error` or did not; interfaces are
/// left as they were.
std::shared_ptr<DeviceState> counted(const DeviceState& before, const PollResult& poll,
                                     const std::optional<Error>& error) {
  auto state = std::make_shared<DeviceState>(before);
  state->polled = true;
  if (!is_ours(error)) {  // else they are as they were
    state->reachable = poll.reachable;
    state->session_reused = poll.session_reused;
    state->up = !error;
  }
  state->result = error ? to_string(error->code) : "ok";
  state->stage = error ? to_string(error->stage) : "";
  state->error = error ? error->message : "";
  state->last_poll = poll.started;
  state->last_duration_seconds = std::chrono::duration<double>(poll.duration).count();
  judge_host_key(*state, error);
  count_unmatched(*state, poll.coverage);
  ++state->polls_by_result[state->result];
  if (!error) {
    state->last_success = poll.started;
    state->failures_in_a_row = 0;
  } else {
    ++state->failures_in_a_row;
    ++state->failures_by_stage.at(static_cast<std::size_t>(error->stage));
  }
  return state;
}

std::vector<std::uint64_t> unknown_lines(const PollResult& poll) {
  std::vector<std::uint64_t> lines;
  for (const Coverage& output : poll.coverage)
    lines.insert(lines.end(), output.unknown_lines.begin(), output.unknown_lines.end());
  std::sort(lines.begin(), lines.end());
  return lines;
}

/// True if what the outputs do not list is not there.
bool is_whole(const PollResult& poll, const std::vector<std::uint64_t>& unknown,
              const std::vector<std::uint64_t>& noise) {
  const auto lost = [](const Coverage& output) { return output.row_lost; };
  return !poll.interfaces.empty() &&
         std::none_of(poll.coverage.begin(), poll.coverage.end(), lost) &&
         std::includes(noise.begin(), noise.end(), unknown.begin(), unknown.end());
}

/// What may be shown of what is known: not what was not observed for too long.
std::shared_ptr<const InterfaceTable> in_sight(const std::shared_ptr<const InterfaceTable>& known) {
  const auto out_of_sight = [](const auto& state) { return state.missed >= kMissedPeriods; };
  if (!known || std::none_of(known->begin(), known->end(), out_of_sight)) return known;
  std::vector<InterfaceState> shown = known->states();
  std::erase_if(shown, out_of_sight);
  return std::make_shared<const InterfaceTable>(std::move(shown));
}

std::shared_ptr<const InterfaceTable> restamped(const InterfaceTable& table,
                                                const std::vector<WrongStamps>& wrong) {
  std::vector<InterfaceState> fresh = table.states();
  for (InterfaceState& state : fresh)
    for (UtcMillis InterfaceState::*stamp :
         {&InterfaceState::since, &InterfaceState::last_seen, &InterfaceState::last_change})
      state.*stamp = put_right(state.*stamp, wrong);
  return std::make_shared<const InterfaceTable>(std::move(fresh));
}

Error too_many(std::size_t most, std::string_view what) {
  return {Errc::too_many_interfaces, Stage::limit,
          fmt::format("more than {} interfaces (polling.max_interfaces), {}", most, what)};
}

}  // namespace

std::vector<std::string> Fleet::configure(const std::vector<WatchedDevice>& devices) {
  std::vector<std::string> added;
  std::map<std::string, Watched> next;
  for (const auto& [device, every] : devices) {
    auto old = devices_.extract(device->name);
    Watched& watched = next[device->name];
    if (old.empty()) {
      watched.state = unpolled(device);
      added.push_back(device->name);
    } else {
      watched = std::move(old.mapped());
      if (!same_identity(*watched.state->device, *device)) {
        watched.state = unpolled(device);
        watched.replaced = true;
        watched.published = false;
      } else if (watched.state->device != device) {
        auto state = std::make_shared<DeviceState>(*watched.state);
        state->device = device;
        watched.state = std::move(state);
      }
    }
    watched.every = every;
  }
  devices_ = std::move(next);
  show_all();
  return added;
}

void Fleet::restore(const KnownDevice& known) {
  const auto found = devices_.find(known.name);
  if (found == devices_.end() || found->second.known) return;
  Watched& watched = found->second;
  std::map<std::string, InterfaceState> by_name;
  for (const auto& port : known.ports)
    by_name[port.state.if_name] = {.seen = port.state,
                                   .since = port.since,
                                   .last_seen = port.last_seen.value_or(0),
                                   .missed = port.last_seen ? kMissedPeriods : 0};
  std::vector<InterfaceState> table;
  for (auto& [name, state] : by_name) table.push_back(std::move(state));
  const Device& device = *watched.state->device;
  watched.replaced = known.address != device.address || known.platform != device.platform;
  watched.known = std::make_shared<const InterfaceTable>(std::move(table));
  watched.compared = known.last_ok;
  if (watched.replaced) return;
  auto state = std::make_shared<DeviceState>(*watched.state);
  state->last_success = std::max(state->last_success, known.last_ok);
  watched.state = std::move(state);
  show(watched);
}

void Fleet::left_alone(const std::string& device, UtcMillis until) {
  const auto found = devices_.find(device);
  if (found == devices_.end() || found->second.state->failures_in_a_row == 0) return;
  auto state = std::make_shared<DeviceState>(*found->second.state);
  state->next_poll = until;
  found->second.state = std::move(state);
  show(found->second);
}

Observation Fleet::observe(PollResult& poll) {
  const auto found = devices_.find(poll.device->name);
  if (found == devices_.end()) return {};
  Watched& watched = found->second;
  if (!same_identity(*watched.state->device, *poll.device)) return {};  // began before the change
  Observation seen{.error = poll.error, .state = watched.state};
  if (seen.error && seen.error->code == Errc::cancelled) return seen;
  if (!seen.error) take(watched, poll, seen);
  auto state = counted(*watched.state, poll, seen.error);
  state->next_poll = poll.started + watched.every.count();
  if (!seen.error) {
    state->not_observed = seen.not_observed;
    state->interfaces = watched.replaced ? nullptr : in_sight(watched.known);
    watched.published = state->interfaces != nullptr;
    watched.last_good = clock_.now();
  }
  if (is_stale(watched, clock_.now())) {
    state->interfaces = nullptr;
    watched.published = false;
  }
  watched.state = std::move(state);
  show(watched);
  seen.state = watched.state;
  return seen;
}

/// What a good poll says of the interfaces, or why it is no good poll after all.
void Fleet::take(Watched& watched, PollResult& poll, Observation& seen) const {
  if (poll.interfaces.empty() && (!watched.known || watched.replaced)) return;
  std::vector<std::uint64_t> unknown = unknown_lines(poll);
  const Terms terms{.replaced = watched.replaced,
                    .whole = is_whole(poll, unknown, watched.noise),
                    .before = watched.compared,
                    .most = max_interfaces_};
  Compared compared = compare(watched.known, poll, terms);
  if (compared.too_many) {
    watched.known = std::move(compared.table);
    seen.error = too_many(max_interfaces_, "those included that are known and not observed");
    return;
  }
  if (too_many_came(watched, compared.appeared)) {
    seen.error = too_many(max_interfaces_, "those included that came and went within an hour");
    return;
  }
  if (compared.not_observed == 0) watched.noise = std::move(unknown);
  watched.known = std::move(compared.table);
  watched.compared = poll.started;
  watched.replaced = false;
  seen.changes = std::move(compared.changes);
  seen.sightings = std::move(compared.sightings);
  seen.not_observed = compared.not_observed;
  seen.in_doubt = compared.in_doubt;
}

/// What comes and goes costs the store a row each time, however few are there at once.
bool Fleet::too_many_came(Watched& watched, std::size_t more) const {
  const Monotonic now = clock_.now();
  if (now - watched.hour >= std::chrono::hours(1)) {
    watched.hour = now;
    watched.appeared = 0;
  }
  if (watched.appeared + more > max_interfaces_) return true;
  watched.appeared += more;
  return false;
}

void Fleet::restamp(const std::vector<WrongStamps>& wrong) {
  for (auto& [name, watched] : devices_) {
    if (watched.known) watched.known = restamped(*watched.known, wrong);
    watched.compared = put_right(watched.compared, wrong);
    auto state = std::make_shared<DeviceState>(*watched.state);
    state->last_poll = put_right(state->last_poll, wrong);
    state->last_success = put_right(state->last_success, wrong);
    if (state->interfaces) state->interfaces = in_sight(watched.known);
    watched.state = std::move(state);
  }
  show_all();
}

/// Three periods without a good poll: nobody may take the table for the present any more. A device
/// whose polls merely last long is given its deadline on top.
bool Fleet::is_stale(const Watched& watched, Monotonic now) const {
  if (!watched.published) return false;
  auto patience = kMissedPeriods * watched.every;
  if (watched.state->failures_in_a_row == 0) patience += watched.state->device->deadline;
  return now - watched.last_good >= patience;
}

void Fleet::withdraw_stale() {
  const Monotonic now = clock_.now();
  for (auto& [name, watched] : devices_) {
    if (!is_stale(watched, now)) continue;
    auto state = std::make_shared<DeviceState>(*watched.state);
    state->interfaces = nullptr;
    watched.state = std::move(state);
    watched.published = false;
    show(watched);
  }
}

void Fleet::show(const Watched& watched) {
  DeviceStatePtr state = watched.state;  // what it replaces is freed outside the lock
  FleetSnapshotPtr outdated;
  board_.with([&](Board& board) {
    board.states[watched.state->device->name].swap(state);
    board.asked_for.swap(outdated);
  });
}

void Fleet::show_all() {
  Board fresh;
  for (const auto& [name, watched] : devices_)
    fresh.states.emplace_hint(fresh.states.end(), name, watched.state);
  board_.with([&](Board& board) { std::swap(board, fresh); });
}

FleetSnapshotPtr Fleet::snapshot() const {
  return board_.with([](Board& board) {
    if (!board.asked_for)
      board.asked_for = std::make_shared<const FleetSnapshot>(FleetSnapshot{board.states});
    return board.asked_for;
  });
}

}  // namespace showd
