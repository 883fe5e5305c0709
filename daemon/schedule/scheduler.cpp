#include "schedule/scheduler.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "schedule/backoff.hpp"

namespace showd {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

namespace {

/// Polls that would begin within it begin together: waking every thread for each of them cost more
/// than the polls.
constexpr milliseconds kMoment{50};

milliseconds offset_of(const std::string& device, milliseconds spread) {
  const auto offset = duration_cast<milliseconds>(spread * unit_hash(device));
  return offset - offset % kMoment;
}

}  // namespace

void Scheduler::configure(std::vector<Timetable> timetables) {
  for (auto& [name, device] : devices_) device.configured = false;
  std::set<std::string> named;
  for (Timetable& timetable : timetables) {
    named.insert(timetable.inventory);
    for (const std::string& name : timetable.devices) {
      DeviceState& device = devices_[name];
      device.configured = true;
      device.inventory = timetable.inventory;
      device.period = timetable.every;
    }
    const auto [place, fresh] = inventories_.try_emplace(timetable.inventory);
    InventoryState& inventory = place->second;
    if (fresh) inventory.next_run = clock_.now();
    if (inventory.timetable.every != timetable.every)
      inventory.next_run = std::min(inventory.next_run, clock_.now() + timetable.every);
    inventory.timetable = std::move(timetable);
  }
  std::erase_if(inventories_, [&](const auto& entry) { return !named.contains(entry.first); });
  std::erase_if(devices_,
                [](const auto& entry) { return !entry.second.configured && !entry.second.busy; });
}

Scheduler::Due Scheduler::tick() {
  Due due;
  const Monotonic now = clock_.now();
  for (auto& [name, inventory] : inventories_)
    if (inventory.next_run <= now) begin_run(inventory, due);
  while (!appointments_.empty() && appointments_.top().at <= now) {
    const Appointment appointment = appointments_.top();
    appointments_.pop();
    keep_appointment(appointment, due);
  }
  return due;
}

void Scheduler::begin_run(InventoryState& inventory, Due& due) {
  const Timetable& timetable = inventory.timetable;
  const Monotonic began = inventory.next_run;
  const Monotonic now = clock_.now();
  inventory.next_run += timetable.every;
  if (inventory.next_run <= now) {  // slept through: keep the phase, do not make up
    const auto missed = (now - inventory.next_run) / timetable.every + 1;
    inventory.next_run += missed * timetable.every;
  }
  if (inventory.open_run && runs_.contains(*inventory.open_run))
    due.overruns.push_back(timetable.inventory);
  const std::uint64_t id = next_run_id_++;
  OpenRun& open = runs_[id];
  open.run.id = id;
  open.run.inventory = timetable.inventory;
  open.run.started = clock_.utc();
  open.run.devices = static_cast<std::uint32_t>(timetable.devices.size());
  open.began = now;
  open.pending = open.run.devices + 1;  // one for this function: settled at its end
  inventory.open_run = id;
  due.begun.push_back(open.run);
  for (const std::string& device : timetable.devices) {
    appointments_.push({began + offset_of(device, timetable.spread), id, device});
  }
  if (auto over = settle(id)) due.finished.push_back(*std::move(over));
}

void Scheduler::keep_appointment(const Appointment& appointment, Due& due) {
  const auto open = runs_.find(appointment.run);
  const auto device = devices_.find(appointment.device);
  const Monotonic now = clock_.now();
  if (open == runs_.end()) return;
  const bool gone = device == devices_.end() || !device->second.configured;
  if (!gone && !device->second.busy && device->second.not_before <= now) {
    device->second.busy = true;
    due.polls.push_back({appointment.device, appointment.run, device->second.period});
    due.lag = std::max(due.lag, duration_cast<milliseconds>(now - appointment.at));
    return;
  }
  if (!gone) {
    Run& run = open->second.run;
    ++(device->second.busy ? run.busy : run.backed_off);
  }
  if (auto over = settle(appointment.run)) due.finished.push_back(*std::move(over));
}

std::optional<Run> Scheduler::settle(std::uint64_t id) {
  const auto open = runs_.find(id);
  if (open == runs_.end() || --open->second.pending > 0) return std::nullopt;
  Run run = std::move(open->second.run);
  run.duration = duration_cast<milliseconds>(clock_.now() - open->second.began);
  runs_.erase(open);
  return run;
}

std::optional<Monotonic> Scheduler::next_wakeup() const {
  std::optional<Monotonic> next;
  const auto sooner = [&](Monotonic at) { next = next ? std::min(*next, at) : at; };
  for (const auto& [name, inventory] : inventories_) sooner(inventory.next_run);
  if (!appointments_.empty()) sooner(appointments_.top().at);
  return next;
}

std::optional<Run> Scheduler::finished(const Poll& poll, PollEnd end) {
  const auto found = devices_.find(poll.device);
  if (found != devices_.end() && found->second.busy) {
    DeviceState& device = found->second;
    device.busy = false;
    if (end == PollEnd::ok) device.failures = 0;
    if (end == PollEnd::failed) ++device.failures;
    device.not_before = clock_.now();
    if (end != PollEnd::not_asked)
      device.not_before += backoff(poll.device, device.failures, device.period);
    if (!device.configured) devices_.erase(found);
  }
  const auto open = runs_.find(poll.run);
  if (open == runs_.end()) return std::nullopt;
  ++(end == PollEnd::ok ? open->second.run.ok : open->second.run.failed);
  return settle(poll.run);
}

std::optional<Monotonic> Scheduler::left_alone_until(const std::string& name) const {
  const auto found = devices_.find(name);
  if (found == devices_.end() || found->second.not_before <= clock_.now()) return std::nullopt;
  const auto inventory = inventories_.find(found->second.inventory);
  if (inventory == inventories_.end()) return std::nullopt;
  const Timetable& timetable = inventory->second.timetable;
  Monotonic turn = inventory->second.next_run - timetable.every + offset_of(name, timetable.spread);
  while (turn < found->second.not_before)
    turn += timetable.every;  // some 20 at most: see backoff()
  return turn;
}

std::vector<Scheduler::Poll> Scheduler::poll_now(const std::vector<std::string>& names) {
  std::vector<Poll> polls;
  for (const std::string& name : names) {
    const auto found = devices_.find(name);
    if (found == devices_.end() || !found->second.configured || found->second.busy) continue;
    found->second.busy = true;
    polls.push_back({name, 0, found->second.period});
  }
  return polls;
}

std::vector<Scheduler::Poll> Scheduler::repaired(const std::vector<std::string>& names) {
  std::vector<std::string> failed;
  for (const std::string& name : names) {
    const auto found = devices_.find(name);
    if (found == devices_.end() || found->second.failures == 0) continue;
    found->second.failures = 0;
    found->second.not_before = clock_.now();
    failed.push_back(name);
  }
  return poll_now(failed);
}

}  // namespace showd
