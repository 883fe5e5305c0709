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

Loop::Loop(const LoopPoolOptions& options, std::size_t max_sessions,
           const ReadyPlatforms& platforms, Resolver& resolver, HostKeys& host_keys,
           const std::function<void(PollResult)>& deliver)
    : options_(options),
      max_sessions_(max_sessions),
      platforms_(platforms),
      deliver_(deliver),
      handshakes_(options.max_handshakes),
      context_{options, resolver, host_keys, handshakes_, std::make_shared<const Credentials>()},
      sweep_(io_),
      cut_(io_) {
  schedule_sweep();
  thread_ = std::thread([this] {
    io_.run();
    deliver_abandoned();
  });
}

Loop::~Loop() {
  drain(milliseconds(0));
  join();
}

void Loop::submit(PollJob job) {
  asio::post(io_, [this, job = std::move(job)]() mutable {
    asio::co_spawn(io_, poll(std::move(job)), asio::detached);
  });
}

void Loop::forget(std::string device_name) {
  asio::post(io_, [this, name = std::move(device_name)] {
    const auto found = kept_.find(name);
    if (found == kept_.end()) return;
    leave(std::move(found->second.session));
    kept_.erase(found);
  });
}

void Loop::set_credentials(std::shared_ptr<const Credentials> credentials) {
  asio::post(io_, [this, credentials = std::move(credentials)]() mutable {
    context_.credentials = std::move(credentials);
  });
}

void Loop::ping() {
  asio::post(io_, [this] { turned_ = true; });
}

void Loop::drain(milliseconds grace) {
  asio::post(io_, [this, grace] {
    if (std::exchange(draining_, true)) return;
    handshakes_.close();
    for (auto& [name, kept] : kept_) leave(std::move(kept.session));
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
    count();
  });
}

void Loop::join() {
  if (thread_.joinable()) thread_.join();
}

PollResult Loop::refuse(const PollJob& job, Error error) const {
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
    foothold->pass.release();  // the coroutine's frame outlives the gate
    deliver_(refuse(job, {Errc::cancelled, foothold->stage, "showd is stopping"}));
  }
}

Awaitable<void> Loop::poll(PollJob job) {
  auto foothold = std::make_shared<Foothold>();
  under_way_.emplace(foothold, job);
  count();
  PollResult result;
  try {
    result = co_await poll_within_limits(job, foothold);
  } catch (const std::exception& failure) {  // out of memory, or a bug: the device stays pollable
    Error error{Errc::resource_limit, Stage::limit, failure.what()};
    result = refuse(job, std::move(error));
    foothold->session.reset();
  }
  under_way_.erase(foothold);
  if (foothold->session) keep_or_leave(job, std::move(foothold->session));
  count();
  deliver_(std::move(result));
}

Awaitable<PollResult> Loop::poll_within_limits(const PollJob& job,
                                               std::shared_ptr<Foothold> foothold) {
  const auto ready = platforms_.find(job.device->platform);
  if (ready == platforms_.end()) {
    Error error{Errc::parse_failed, Stage::parse,
                fmt::format("no plugin for platform '{}' is loaded", job.device->platform)};
    co_return refuse(job, std::move(error));
  }
  take_kept_session(job, *foothold);
  if (!foothold->session) {
    if (!make_room()) {
      Error error{Errc::resource_limit, Stage::limit,
                  fmt::format("{} sessions are open (polling.max_sessions)", sessions())};
      co_return refuse(job, std::move(error));
    }
    ++waiting_;
    foothold->pass = co_await handshakes_.enter();  // queueing here is ours, not the device's time
    --waiting_;
  }
  if (draining_) {
    Error error{Errc::cancelled, Stage::connect, "showd is stopping"};
    co_return refuse(job, std::move(error));
  }
  const Deadline until = Deadline::in(job.device->deadline);
  asio::steady_timer alarm(io_, until.at());
  alarm.async_wait([foothold](std::error_code error) {
    if (!error) foothold->cancel(Errc::timeout);
  });
  auto dialect = own_dialects_.find(*job.device, ready->second.platform->dialect(),
                                    ready->second.dialect);
  co_return co_await poll_device(context_, job, *ready->second.platform, std::move(dialect), until,
                                 *foothold);
}

void Loop::take_kept_session(const PollJob& job, Foothold& foothold) {
  const auto found = kept_.find(job.device->name);
  if (found == kept_.end()) return;
  if (*found->second.device == *job.device) {
    foothold.session = std::move(found->second.session);
  } else {
    leave(std::move(found->second.session));
  }
  kept_.erase(found);
}

bool Loop::make_room() {
  if (kept_.size() + under_way_.size() <= max_sessions_) return true;
  if (kept_.empty()) return false;
  const auto oldest = std::min_element(kept_.begin(), kept_.end(), [](auto& one, auto& other) {
    return one.second.used < other.second.used;
  });
  leave(std::move(oldest->second.session));
  kept_.erase(oldest);
  return true;
}

void Loop::keep_or_leave(const PollJob& job, std::unique_ptr<Session> session) {
  if (draining_ || !keeps(*job.device, job.period)) return leave(std::move(session));
  Kept kept{job.device, std::move(session), system_clock().now(),
            std::max(2 * job.period, milliseconds(60'000))};
  kept_.insert_or_assign(job.device->name, std::move(kept));
}

void Loop::leave(std::unique_ptr<Session> session) {
  ++leaving_;
  asio::co_spawn(io_, log_out(std::move(session)), asio::detached);
}

Awaitable<void> Loop::log_out(std::unique_ptr<Session> session) {
  co_await session->logout();
  session.reset();
  --leaving_;
  count();
}

void Loop::schedule_sweep() {
  sweep_.expires_after(kSweepEvery);
  sweep_.async_wait([this](std::error_code error) {
    if (error || draining_) return;
    drop_idle_sessions();
    schedule_sweep();
  });
}

void Loop::drop_idle_sessions() {
  const Monotonic now = system_clock().now();
  for (auto it = kept_.begin(); it != kept_.end();) {
    Kept& kept = it->second;
    const bool idle = now - kept.used > kept.idle_limit;
    if (idle && kept.session->alive()) leave(std::move(kept.session));
    const bool gone = !kept.session || !kept.session->alive();
    it = gone ? kept_.erase(it) : std::next(it);
  }
  count();
}

void Loop::count() {
  sessions_ = kept_.size() + under_way_.size() + leaving_;
  if (draining_ && sessions_ == 0) cut_.cancel();  // nothing left to wait for
}

}  // namespace showd
