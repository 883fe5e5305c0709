#include "poll/places.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.hpp"

namespace showd {
namespace {

using std::chrono::milliseconds;

/// Connections under way: a cold start of ten thousand devices is spread over a few seconds.
constexpr std::size_t kDials = 512;
/// Of eight places among the handshakes, beside them, one is for devices that failed last.
constexpr std::size_t kFailingShare = 8;

std::size_t share(std::size_t of, std::size_t part) { return std::max<std::size_t>(1, of / part); }

GateWidth lanes(std::size_t width, milliseconds patience) {
  const std::size_t failing = share(width, kFailingShare);
  return {width, failing, width + failing, patience};
}

/// Both lanes share what there is; the failing may take half of it.
GateWidth shared(std::size_t width, milliseconds patience) {
  return {width, share(width, 2), width, patience};
}

GateWidth rooms(const PollingLimits& limits) { return shared(limits.max_sessions, kNeverLent); }
GateWidth dials(const PollingLimits& limits) { return lanes(kDials, limits.login_patience); }
GateWidth logins(const PollingLimits& limits) {
  return lanes(limits.max_handshakes, limits.login_patience);
}
GateWidth at_address(const PollingLimits& limits) {
  return shared(limits.max_logins_per_address, limits.login_patience);
}

}  // namespace

Places::Places(asio::io_context& loop, const PollingLimits& limits, std::function<void()> need_room)
    : loop_(loop),
      limits_(limits),
      need_room_(std::move(need_room)),
      rooms_(loop, rooms(limits)),
      dials_(loop, dials(limits)),
      logins_(loop, logins(limits)) {}

void Places::set_widths() {
  rooms_.set_width(rooms(limits_));
  dials_.set_width(dials(limits_));
  logins_.set_width(logins(limits_));
  for (auto& [address, gate] : addresses_) gate.set_width(at_address(limits_));
}

Awaitable<Gate::Pass> Places::enter(Gate gate, const WaitTerms& terms) {
  const Lane lane = terms.lane;
  if (Gate::Pass at_once = gate.try_enter(lane)) co_return at_once;
  const Monotonic now = system_clock().now();
  Gate::Visitor visitor{lane, terms.first};
  if (terms.most.count() > 0) visitor.give_up = now + terms.most;
  terms.clock.stop();
  ++waiting_[index(lane)];
  if (lane == Lane::main) waits_.insert(now);
  note_oldest();
  Gate::Pass pass = co_await gate.enter(visitor);
  --waiting_[index(lane)];
  if (lane == Lane::main) waits_.erase(waits_.find(now));
  note_oldest();
  terms.clock.go_on();
  co_return pass;
}

void Places::note_oldest() {
  oldest_ = waits_.empty() ? 0 : waits_.begin()->time_since_epoch().count();
}

std::optional<Monotonic> Places::waiting_since() const noexcept {
  const Monotonic::rep oldest = oldest_;
  if (oldest == 0) return std::nullopt;
  return Monotonic(Monotonic::duration(oldest));
}

Error Places::missed(Errc code, const WaitTerms& terms, std::string_view what) const {
  if (closed_) return {Errc::cancelled, Stage::connect, "showd is stopping"};
  return {code, Stage::limit,
          fmt::format("{} for {}; it is showd's own limit, the device was not asked", what,
                      format_duration(terms.most))};
}

Awaitable<Result<Gate::Pass>> Places::take_room(const WaitTerms& terms) {
  if (rooms_.full()) need_room_();  // it may come free before this poll waits for it
  Gate::Pass room = co_await enter(rooms_, terms);
  if (room) co_return room;
  const std::string what = fmt::format(
      "{} sessions are open on this thread (polling.max_sessions, or the limit of open files), and "
      "none has ended",
      limits_.max_sessions);
  co_return fail(missed(Errc::resource_limit, terms, what));
}

Awaitable<Result<Gate::Pass>> Places::take_address(const WaitTerms& terms, const Device& device) {
  auto found = addresses_.find(device.address);
  if (found == addresses_.end()) {
    Gate fresh(loop_, at_address(limits_));
    found = addresses_.emplace(device.address, std::move(fresh)).first;
  }
  Gate::Pass place = co_await enter(found->second, terms);
  if (place) co_return place;
  const std::string what =
      fmt::format("{} logins have been under way at {} (polling.max_logins_per_address)",
                  limits_.max_logins_per_address, device.address);
  co_return fail(missed(Errc::not_asked, terms, what));
}

Awaitable<Result<Gate::Pass>> Places::take_dial(const WaitTerms& terms) {
  Gate::Pass place = co_await enter(dials_, terms);
  if (place) co_return place;
  co_return fail(missed(Errc::not_asked, terms, "no place among the connections"));
}

Awaitable<Result<Gate::Pass>> Places::take_login(const WaitTerms& terms) {
  Gate::Pass place = co_await enter(logins_, terms);
  if (place) co_return place;
  co_return fail(
      missed(Errc::not_asked, terms, "no place among the logins (polling.max_handshakes)"));
}

void Places::close() {
  closed_ = true;
  rooms_.close();
  dials_.close();
  logins_.close();
  for (auto& [address, gate] : addresses_) gate.close();
}

void Places::tidy() {
  std::erase_if(addresses_, [](const auto& entry) { return entry.second.unused(); });
}

}  // namespace showd
