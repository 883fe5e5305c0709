#include "fleet/fleet.hpp"

#include <utility>

#include "fleet/compare.hpp"

namespace showd {
namespace {

constexpr int kMissedPeriods = 3;

DeviceStatePtr unpolled(const std::shared_ptr<const Device>& device) {
  auto state = std::make_shared<DeviceState>();
  state->device = device;
  return state;
}

bool same_identity(const Device& one, const Device& other) {
  return one.address == other.address && one.port == other.port && one.platform == other.platform;
}

/// The device's own figures after one more poll; interfaces are left as they were.
std::shared_ptr<DeviceState> counted(const DeviceState& before, const PollResult& poll) {
  auto state = std::make_shared<DeviceState>(before);
  state->polled = true;
  state->reachable = poll.reachable;
  state->up = poll.ok();
  state->result = poll.result();
  state->stage = poll.error ? std::string(to_string(poll.error->stage)) : "";
  state->error = poll.error ? poll.error->message : "";
  state->last_poll = poll.started;
  state->last_duration_seconds = std::chrono::duration<double>(poll.duration).count();
  ++state->polls_by_result[state->result];
  if (poll.ok()) {
    state->last_success = poll.started;
    state->failures_in_a_row = 0;
  } else {
    ++state->failures_in_a_row;
    ++state->failures_by_stage[state->stage];
  }
  return state;
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
  dirty_ = true;
  return added;
}

void Fleet::restore(const KnownDevice& known) {
  const auto found = devices_.find(known.name);
  if (found == devices_.end() || found->second.known) return;
  Watched& watched = found->second;
  auto table = std::make_shared<InterfaceTable>();
  for (const auto& port : known.ports)
    (*table)[port.state.if_name] = InterfaceState{.seen = port.state, .since = port.since};
  const Device& device = *watched.state->device;
  watched.replaced = known.address != device.address || known.platform != device.platform;
  watched.known = std::move(table);
}

Observation Fleet::observe(const PollResult& poll) {
  const auto found = devices_.find(poll.device->name);
  if (found == devices_.end()) return {};
  Watched& watched = found->second;
  if (!same_identity(*watched.state->device, *poll.device)) return {};  // began before the change
  if (poll.error && poll.error->code == Errc::cancelled) return {{}, watched.state};
  Observation seen;
  auto state = counted(*watched.state, poll);
  if (poll.ok()) {
    if (!poll.interfaces.empty()) {
      auto compared = compare(watched.known.get(), poll, watched.replaced);
      seen.changes = std::move(compared.changes);
      watched.known = std::move(compared.table);
      watched.replaced = false;
    }
    state->interfaces = watched.replaced ? nullptr : watched.known;
    watched.published = state->interfaces != nullptr;
    watched.last_good = clock_.now();
  }
  watched.state = std::move(state);
  dirty_ = true;
  withdraw_stale(watched, clock_.now());
  seen.state = watched.state;
  return seen;
}

/// Three periods without a good poll: nobody may take the table for the present any more. A device
/// whose polls merely last long is given its deadline on top.
void Fleet::withdraw_stale(Watched& watched, Monotonic now) {
  if (!watched.published) return;
  auto patience = kMissedPeriods * watched.every;
  if (watched.state->failures_in_a_row == 0) patience += watched.state->device->deadline;
  if (now - watched.last_good < patience) return;
  auto state = std::make_shared<DeviceState>(*watched.state);
  state->interfaces = nullptr;
  watched.state = std::move(state);
  watched.published = false;
  dirty_ = true;
}

FleetSnapshotPtr Fleet::snapshot() {
  const Monotonic now = clock_.now();
  for (auto& [name, watched] : devices_) withdraw_stale(watched, now);
  if (!dirty_) return snapshot_;
  auto fresh = std::make_shared<FleetSnapshot>();
  auto& devices = fresh->devices;
  for (const auto& [name, watched] : devices_)
    devices.emplace_hint(devices.end(), name, watched.state);
  dirty_ = false;
  snapshot_ = std::move(fresh);
  return snapshot_;
}

}  // namespace showd
