#include "poll/loop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

/// An error that is of our making: it says nothing of the device.
bool is_ours(const PollResult& result) {
  return result.error &&
         (result.error->code == Errc::resource_limit || result.error->code == Errc::not_asked);
}

/// Nobody tried to log in to the end.
bool was_called_off(const PollResult& result) {
  return result.error && (result.error->code == Errc::cancelled ||
                          result.error->code == Errc::command_forbidden);
}

}  // namespace

Loop::Loop(const PollingLimits& limits, const PlatformRegistry& platforms, Resolver& resolver,
           HostKeys& host_keys, const std::function<void(PollResult)>& deliver)
    : limits_(limits),
      platforms_(platforms),
      deliver_(deliver),
      places_(io_, limits_, [this] { leave_longest_idle(); }),
      resources_{io_,       sessions_, limits_,  resolver,
                 host_keys, places_,   parsing_, std::make_shared<const Credentials>()},
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

// What other threads ask for. Each becomes a turn of the loop's own thread, in the order in which
// they were posted: credentials set before a poll is submitted are the poll's.

void Loop::submit(PollRequest request) {
  asio::post(io_, [this, request = std::move(request)]() mutable {
    asio::co_spawn(io_, poll(std::move(request)), asio::detached);
  });
}

void Loop::forget(std::string device_name) {
  asio::post(io_, [this, name = std::move(device_name)] {
    known_.erase(name);
    for (Poll* poll : under_way_)
      if (poll->name() == name) poll->forget();
    if (const auto kept = kept_.find(name); kept != kept_.end()) leave(kept);
  });
}

void Loop::set_credentials(std::shared_ptr<const Credentials> credentials) {
  asio::post(io_, [this, credentials = std::move(credentials)]() mutable {
    resources_.credentials = std::move(credentials);
  });
}

void Loop::set_limits(const PollingLimits& limits) {
  asio::post(io_, [this, limits] {
    limits_ = limits;
    places_.set_widths();
    for (std::size_t more = places_.surplus_rooms(); more > 0; --more) leave_longest_idle();
  });
}

void Loop::ping() {
  asio::post(io_, [this] { turned_ = true; });
}

void Loop::drain(milliseconds grace) {
  asio::post(io_, [this, grace] {
    if (!std::exchange(draining_, true)) begin_end(grace);
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

// Polls.

/// From here to deliver_() a poll is under way: whatever happens, it is delivered, once. If the
/// loop ends first, its frame never goes on and deliver_abandoned() does it.
Awaitable<void> Loop::poll(PollRequest request) {
  const DeviceMemory known = recall(request.device->name);
  Poll poll(resources_, std::move(request), known);
  under_way_.insert(&poll);
  PollResult result = co_await run(poll);
  under_way_.erase(&poll);
  if (!poll.forgotten()) remember(result, poll);
  if (SessionSlot session = poll.leave()) keep_or_leave(poll, std::move(session));
  end_if_drained();
  deliver_(std::move(result));
}

Awaitable<PollResult> Loop::run(Poll& poll) {
  try {
    if (std::optional<Error> error = refusal(poll.request()))
      co_return poll.failed(*std::move(error));
    take_kept_session(poll);
    const Platform& platform = *platforms_.find(poll.device().platform);
    auto dialect = own_dialects_.find(poll.device(), platform.compiled_dialect());
    co_return co_await poll.run(platform, std::move(dialect));
  } catch (const std::exception& failure) {  // out of memory, or a bug: the device stays pollable
    poll.drop_session();
    Error error{Errc::resource_limit, Stage::limit, failure.what()};
    co_return poll.failed(std::move(error));
  }
}

/// Why the device is not asked at all. What a person wants typed is judged here, before a login.
std::optional<Error> Loop::refusal(const PollRequest& request) const {
  if (draining_) return Error{Errc::cancelled, Stage::connect, "showd is stopping"};
  const Platform* const platform = platforms_.find(request.device->platform);
  if (platform == nullptr)
    return Error{Errc::parse_failed, Stage::parse,
                 fmt::format("no plugin for platform '{}' is loaded", request.device->platform)};
  for (const std::string& command : request.raw_commands)
    if (!platform->compiled_dialect()->allows(command)) return not_read_only(command);
  return std::nullopt;
}

DeviceMemory Loop::recall(const std::string& device) const {
  const auto known = known_.find(device);
  return known == known_.end() ? DeviceMemory() : known->second;
}

/// For the next login: which lane it waits in, whether before others, and the device's habits. What
/// was our own doing says nothing of the device.
void Loop::remember(const PollResult& result, const Poll& poll) {
  DeviceMemory memory = recall(poll.name());
  if (poll.habits() != Habits()) memory.habits = poll.habits();
  memory.sent_away = is_ours(result);
  if (!memory.sent_away && !was_called_off(result))
    memory.failing = !result.session_reused && !poll.let_in();
  if (memory == DeviceMemory())
    known_.erase(poll.name());
  else
    known_.insert_or_assign(poll.name(), memory);
}

// Sessions between polls.

void Loop::take_kept_session(Poll& poll) {
  const auto found = kept_.find(poll.name());
  if (found == kept_.end()) return;
  Kept& kept = found->second;
  if (*kept.device != poll.device() || kept.session.output_limit != limits_.output_limit)
    return leave(found);
  poll.use(std::move(kept.session));
  kept_.erase(found);
}

void Loop::keep_or_leave(const Poll& poll, SessionSlot session) {
  const PollRequest& request = poll.request();
  const bool rooms_are_short = places_.rooms_wanted() || places_.surplus_rooms() > 0;
  if (draining_ || poll.forgotten() || rooms_are_short || !keeps(*request.device, request.period))
    return leave(std::move(session));
  Kept kept{request.device, std::move(session), system_clock().now(),
            std::max(2 * request.period, milliseconds(60'000))};
  kept_.insert_or_assign(request.device->name, std::move(kept));
}

void Loop::leave(KeptSessions::iterator kept) {
  leave(std::move(kept->second.session));
  kept_.erase(kept);
}

void Loop::leave(SessionSlot session) {
  ++leaving_;
  asio::co_spawn(io_, log_out(std::move(session)), asio::detached);
}

Awaitable<void> Loop::log_out(SessionSlot session) {
  co_await session->logout();
  session.drop();
  session.room.release();
  --leaving_;
  end_if_drained();
}

/// Somebody needs its room.
void Loop::leave_longest_idle() {
  if (kept_.empty()) return;
  const auto oldest = std::min_element(kept_.begin(), kept_.end(), [](auto& one, auto& other) {
    return one.second.used < other.second.used;
  });
  leave(oldest);
}

/// Those whose device is not polled any more, and those that the device has ended.
void Loop::leave_overdue() {
  const Monotonic now = system_clock().now();
  for (auto next = kept_.begin(); next != kept_.end();) {
    const auto kept = next++;
    if (!kept->second.session->alive())
      kept_.erase(kept);
    else if (now - kept->second.used > kept->second.idle_limit)
      leave(kept);
  }
}

void Loop::schedule_sweep() {
  sweep_.expires_after(kSweepEvery);
  sweep_.async_wait([this](std::error_code error) {
    if (error || draining_) return;
    leave_overdue();
    places_.tidy();
    schedule_sweep();
  });
}

// The end. io_.run() returns when nothing is pending any more: the work guard goes first, then the
// polls end or are cut, the sessions log out, and `cut_` is cancelled or strikes.

void Loop::begin_end(milliseconds grace) {
  places_.close();
  while (!kept_.empty()) leave(kept_.begin());
  sweep_.cancel();
  work_.reset();
  cut_.expires_after(grace);
  cut_.async_wait([this](std::error_code error) {
    if (!error) cut_all();
  });
  end_if_drained();
}

void Loop::cut_all() {
  for (Poll* poll : under_way_) poll->cancel(Errc::cancelled);
  cut_.expires_after(kLastWords);
  cut_.async_wait([this](std::error_code error) {
    if (!error) io_.stop();
  });
}

void Loop::end_if_drained() {
  const bool busy = !kept_.empty() || !under_way_.empty() || leaving_ > 0;
  if (draining_ && !busy) cut_.cancel();  // nothing left to wait for
}

/// Polls that had not ended when the loop did: a connect or a name that nobody answers cannot be
/// cut. Their coroutines never go on; their requests are answered all the same.
void Loop::deliver_abandoned() {
  for (const Poll* poll : std::exchange(under_way_, {})) {
    Error error{Errc::cancelled, poll->stage(), "showd is stopping"};
    deliver_(poll->failed(std::move(error)));
  }
}

}  // namespace showd
