#include "poll/loop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "poll/poll_device.hpp"

namespace showd {
namespace {

using std::chrono::milliseconds;

/// Devices commonly cut an idle session after 5 to 10 minutes; closer to that, a login each time
/// is safer than a session found dead.
constexpr milliseconds kKeepWithin{300'000};
constexpr milliseconds kSweepEvery{15'000};
/// How long a cut or a logout may take before the loop ends anyway.
constexpr milliseconds kLastWords{1'500};

bool keeps(const Device& device, milliseconds period) {
  if (device.keep == Keep::never || period.count() == 0) return false;
  return device.keep == Keep::always || period <= kKeepWithin;
}

}  // namespace

Loop::Loop(const PollingLimits& limits, const ReadyPlatforms& platforms, Resolver& resolver,
           HostKeys& host_keys, const std::function<void(PollResult)>& deliver)
    : limits_(limits),
      platforms_(platforms),
      deliver_(deliver),
      places_(io_, limits_, [this] { make_room(); }),
      context_{limits_, resolver, host_keys,
               places_, parsing_, std::make_shared<const Credentials>()},
      sweep_(io_),
      cut_(io_) {
  schedule_sweep();
  thread_ = std::thread([this] {
    io_.run();
    deliver_abandoned();
    end_.set_value();
  });
}

Loop::~Loop() {
  if (thread_.joinable()) thread_.join();
}

void Loop::submit(PollRequest job) {
  asio::post(io_, [this, job = std::move(job)]() mutable {
    asio::co_spawn(io_, poll(std::move(job)), asio::detached);
  });
}

void Loop::forget(std::string device_name) {
  asio::post(io_, [this, name = std::move(device_name)] {
    habits_.erase(name);
    failing_.erase(name);
    sent_away_.erase(name);
    const auto found = kept_.find(name);
    if (found == kept_.end()) return;
    leave(std::move(found->second.seat));
    kept_.erase(found);
  });
}

void Loop::set_credentials(std::shared_ptr<const Credentials> credentials) {
  asio::post(io_, [this, credentials = std::move(credentials)]() mutable {
    context_.credentials = std::move(credentials);
  });
}

void Loop::set_limits(const PollingLimits& limits) {
  asio::post(io_, [this, limits] {
    limits_ = limits;
    places_.set_widths();
    for (std::size_t left = places_.surplus_rooms(); left > 0 && !kept_.empty(); --left)
      make_room();
  });
}

void Loop::ping() {
  asio::post(io_, [this] { turned_ = true; });
}

void Loop::drain(milliseconds grace) {
  asio::post(io_, [this, grace] {
    if (std::exchange(draining_, true)) return;
    places_.close();
    for (auto& [name, kept] : kept_) leave(std::move(kept.seat));
    kept_.clear();
    sweep_.cancel();
    work_.reset();
    cut_.expires_after(grace);
    cut_.async_wait([this](std::error_code error) {
      if (error) return;
      for (const auto& [foothold, job] : under_way_) foothold->cancel(Errc::cancelled);
      cut_.expires_after(kLastWords);
      cut_.async_wait([this](std::error_code late) {
        if (!late) io_.stop();
      });
    });
    end_if_drained();
  });
}

bool Loop::join_until(Monotonic at) {
  if (!thread_.joinable()) return true;
  if (ended_.wait_until(at) != std::future_status::ready) return false;
  thread_.join();
  return true;
}

std::optional<NowParsing> Loop::stuck_for(milliseconds span) const {
  NowParsing now = parsing_.with([](const NowParsing& note) { return note; });
  if (!now.device || system_clock().now() - now.since < span) return std::nullopt;
  return now;
}

PollResult Loop::refuse(const PollRequest& job, Error error) const {
  PollResult result;
  result.device = job.device;
  result.run = job.run;
  result.started = system_clock().utc();
  result.error = std::move(error);
  return result;
}

/// Polls that had not ended when the loop did: a connect or a name that nobody answers cannot be
/// cut. Their coroutines never go on; their jobs are told all the same.
void Loop::deliver_abandoned() {
  for (const auto& [foothold, job] : std::exchange(under_way_, {})) {
    deliver_(refuse(job, {Errc::cancelled, foothold->stage, "showd is stopping"}));
  }
}

std::shared_ptr<Foothold> Loop::foothold_for(const PollRequest& job) {
  auto foothold = std::make_shared<Foothold>(io_, sessions_);
  const std::string& name = job.device->name;
  foothold->visitor.lane = failing_.contains(name) ? Lane::failing : Lane::main;
  if (const auto known = habits_.find(name); known != habits_.end())
    foothold->habits = known->second;
  foothold->visitor.first = sent_away_.erase(name) > 0;
  if (job.period.count() > 0) foothold->most_wait = std::max(job.period, job.device->deadline);
  return foothold;
}

Awaitable<void> Loop::poll(PollRequest job) {
  const auto foothold = foothold_for(job);
  under_way_.emplace(foothold, job);
  PollResult result;
  try {
    result = co_await poll_within_limits(job, foothold);
  } catch (const std::exception& failure) {  // out of memory, or a bug: the device stays pollable
    Error error{Errc::resource_limit, Stage::limit, failure.what()};
    result = refuse(job, std::move(error));
    foothold->seat.drop();
  }
  under_way_.erase(foothold);
  remember(result, *foothold);
  foothold->leave_login();
  if (foothold->seat)
    keep_or_leave(job, std::move(foothold->seat));
  else
    foothold->seat.room.release();
  end_if_drained();
  deliver_(std::move(result));
}

Awaitable<PollResult> Loop::poll_within_limits(const PollRequest& job,
                                               std::shared_ptr<Foothold> foothold) {
  const auto ready = platforms_.find(job.device->platform);
  if (ready == platforms_.end()) {
    Error error{Errc::parse_failed, Stage::parse,
                fmt::format("no plugin for platform '{}' is loaded", job.device->platform)};
    co_return refuse(job, std::move(error));
  }
  if (draining_) {
    Error error{Errc::cancelled, Stage::connect, "showd is stopping"};
    co_return refuse(job, std::move(error));
  }
  take_kept_session(job, *foothold);
  foothold->start(job.device->deadline);
  auto dialect =
      own_dialects_.find(*job.device, ready->second.platform->dialect(), ready->second.dialect);
  co_return co_await poll_device(context_, job, *ready->second.platform, std::move(dialect),
                                 *foothold);
}

/// Which lane the device's next login waits in, and whether before others. What was our own doing
/// says nothing of the device.
void Loop::remember(const PollResult& result, const Foothold& foothold) {
  const std::string& name = result.device->name;
  const Habits habits = foothold.seat ? foothold.seat->habits() : foothold.habits;
  if (habits != Habits{}) habits_.insert_or_assign(name, habits);
  const bool ours = result.error && (result.error->code == Errc::resource_limit ||
                                     result.error->code == Errc::not_asked);
  if (ours) sent_away_.insert(name);
  if (ours || (result.error && result.error->code == Errc::cancelled)) return;
  if (result.session_reused || foothold.let_in)
    failing_.erase(name);
  else
    failing_.insert(name);
}

void Loop::take_kept_session(const PollRequest& job, Foothold& foothold) {
  const auto found = kept_.find(job.device->name);
  if (found == kept_.end()) return;
  Kept& kept = found->second;
  if (*kept.device == *job.device && kept.seat.output_limit == limits_.output_limit)
    foothold.seat = std::move(kept.seat);
  else
    leave(std::move(kept.seat));
  kept_.erase(found);
}

/// Somebody needs a room: the session that has lain idle longest goes.
void Loop::make_room() {
  if (kept_.empty()) return;
  const auto oldest = std::min_element(kept_.begin(), kept_.end(), [](auto& one, auto& other) {
    return one.second.used < other.second.used;
  });
  leave(std::move(oldest->second.seat));
  kept_.erase(oldest);
}

void Loop::keep_or_leave(const PollRequest& job, SessionSlot seat) {
  if (draining_ || places_.rooms_wanted() || places_.surplus_rooms() > 0 ||
      !keeps(*job.device, job.period))
    return leave(std::move(seat));
  Kept kept{job.device, std::move(seat), system_clock().now(),
            std::max(2 * job.period, milliseconds(60'000))};
  kept_.insert_or_assign(job.device->name, std::move(kept));
}

void Loop::leave(SessionSlot seat) {
  ++leaving_;
  asio::co_spawn(io_, log_out(std::move(seat)), asio::detached);
}

Awaitable<void> Loop::log_out(SessionSlot seat) {
  co_await seat->logout();
  seat.drop();
  seat.room.release();
  --leaving_;
  end_if_drained();
}

void Loop::schedule_sweep() {
  sweep_.expires_after(kSweepEvery);
  sweep_.async_wait([this](std::error_code error) {
    if (error || draining_) return;
    drop_idle_sessions();
    places_.tidy();
    schedule_sweep();
  });
}

void Loop::drop_idle_sessions() {
  const Monotonic now = system_clock().now();
  for (auto it = kept_.begin(); it != kept_.end();) {
    Kept& kept = it->second;
    const bool idle = now - kept.used > kept.idle_limit;
    if (idle && kept.seat->alive()) leave(std::move(kept.seat));
    const bool gone = !kept.seat || !kept.seat->alive();
    it = gone ? kept_.erase(it) : std::next(it);
  }
}

void Loop::end_if_drained() {
  const bool busy = !kept_.empty() || !under_way_.empty() || leaving_ > 0;
  if (draining_ && !busy) cut_.cancel();  // nothing left to wait for
}

}  // namespace showd
