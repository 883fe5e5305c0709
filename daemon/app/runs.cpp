#include "app/runs.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"

namespace showd {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kRoomEvery{20};
constexpr milliseconds kTellAgain{60'000};

std::vector<Timetable> timetables(const std::vector<InventoryPtr>& inventories) {
  std::vector<Timetable> tables;
  for (const InventoryPtr& inventory : inventories) {
    Timetable table{inventory->source.name, inventory->source.every, inventory->source.spread, {}};
    for (const auto& [name, device] : inventory->devices) table.devices.push_back(name);
    tables.push_back(std::move(table));
  }
  return tables;
}

UtcMillis to_utc(Monotonic at) {
  const Clock& clock = system_clock();
  return clock.utc() + std::chrono::duration_cast<milliseconds>(at - clock.now()).count();
}

/// What was short here says nothing of the device.
PollEnd end_of(const PollResult& result) {
  if (result.ok()) return PollEnd::ok;
  const bool ours =
      result.error->code == Errc::resource_limit || result.error->code == Errc::not_asked;
  return ours ? PollEnd::not_asked : PollEnd::failed;
}

}  // namespace

Runs::Runs(asio::io_context& main, Recorder& recorder, Metrics& metrics, Ask ask)
    : main_(main),
      recorder_(recorder),
      metrics_(metrics),
      ask_(std::move(ask)),
      scheduler_(system_clock()),
      held_polls_([this](std::size_t under_way) { return recorder_.has_room(under_way); },
                  [this](const Scheduler::Poll& poll) { start_one(poll); }),
      wakeup_(main),
      room_(main) {}

void Runs::configure(const std::vector<InventoryPtr>& inventories) {
  devices_.clear();
  for (const InventoryPtr& inventory : inventories)
    devices_.insert(inventory->devices.begin(), inventory->devices.end());
  scheduler_.configure(timetables(inventories));
}

void Runs::begin() {
  Scheduler::Due due = scheduler_.tick();
  for (const std::string& inventory : due.overruns) metrics_.run_overrun(inventory);
  for (Run& run : due.begun) recorder_.tell(std::move(run));
  start(due.polls);
  for (const Run& run : due.finished) finish(run);
  if (!due.polls.empty()) lag_ = due.lag;
  const auto next = scheduler_.next_wakeup();
  if (!next || stopping_) return;
  wakeup_.expires_at(*next);
  wakeup_.async_wait([this](std::error_code error) {
    if (!error && !stopping_) begin();
  });
}

void Runs::after_the_first(std::set<std::string> inventories, std::function<void()> done) {
  not_yet_run_ = std::move(inventories);
  after_the_first_ = std::move(done);
}

void Runs::poll_now(const std::vector<std::string>& devices) {
  start(scheduler_.poll_now(devices));
}

void Runs::repaired(const std::vector<std::string>& devices) {
  start(scheduler_.repaired(devices));
}

void Runs::stop() { stopping_ = true; }

milliseconds Runs::lag() const { return std::max(lag_, held_polls_.wait()); }

void Runs::start(const std::vector<Scheduler::Poll>& polls) {
  held_polls_.add(polls);
  release();
}

void Runs::release() {
  held_polls_.release();
  if (held_polls_.waiting() == 0 || stopping_) return;
  tell_holding_back();
  room_.expires_after(kRoomEvery);
  room_.async_wait([this](std::error_code error) {
    if (!error && !stopping_) release();
  });
}

void Runs::start_one(const Scheduler::Poll& poll) {
  const auto device = devices_.find(poll.device);
  if (device == devices_.end()) return finish(poll, PollEnd::failed);  // it left while it was held
  ask_(device->second, poll);
}

void Runs::tell_holding_back() {
  const Monotonic now = system_clock().now();
  if (told_holding_back_ && now - *told_holding_back_ < kTellAgain) return;
  told_holding_back_ = now;
  log::warning({.event = log::Event::polls_held_back},
               "{} held back: {} MiB of results wait to be recorded",
               counted(held_polls_.waiting(), "poll"), recorder_.queue_bytes() >> 20);
}

void Runs::deliver(PollResult result) {
  const Scheduler::Poll poll{result.device->name, result.run, {}};
  const PollEnd end = end_of(result);
  recorder_.tell(std::move(result));
  asio::post(main_, [this, poll, end] { finish(poll, end); });
}

void Runs::finish(const Scheduler::Poll& poll, PollEnd end) {
  some_failed_ = some_failed_ || end != PollEnd::ok;
  held_polls_.finished();
  const auto run = scheduler_.finished(poll, end);
  if (const auto until = scheduler_.left_alone_until(poll.device))
    recorder_.tell(LeftAlone{poll.device, to_utc(*until)});
  if (run) finish(*run);
}

void Runs::finish(const Run& run) {
  recorder_.tell(Run(run));
  not_yet_run_.erase(run.inventory);
  if (after_the_first_ && not_yet_run_.empty()) std::exchange(after_the_first_, nullptr)();
}

}  // namespace showd
