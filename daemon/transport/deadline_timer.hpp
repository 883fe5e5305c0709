#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "transport/transport.hpp"

namespace showd {

/// When a read that rests after `quiet` ends. `kForever` is no deadline at all.
[[nodiscard]] inline std::optional<Deadline> rest_deadline(Quiet quiet) {
  if (quiet == kForever) return std::nullopt;
  return Deadline::in(quiet);
}

/// Calls `strike` once on this loop when `until` passes, unless it is destroyed before. One timer
/// for a whole step (a wait with a timer of its own costs a third more CPU).
/// The handler may run after the DeadlineTimer is gone: it owns the shared state, not the
/// DeadlineTimer.
class DeadlineTimer {
 public:
  DeadlineTimer(const asio::any_io_executor& executor, Deadline until, std::function<void()> strike)
      : state_(std::make_shared<State>(executor, std::move(strike))) {
    state_->timer.expires_at(until.at());
    state_->timer.async_wait([state = state_](const std::error_code& error) {
      if (!error && state->strike) std::exchange(state->strike, nullptr)();
    });
  }
  ~DeadlineTimer() {
    state_->strike = nullptr;
    state_->timer.cancel();
  }
  DeadlineTimer(const DeadlineTimer&) = delete;
  DeadlineTimer& operator=(const DeadlineTimer&) = delete;

 private:
  struct State {
    State(const asio::any_io_executor& executor, std::function<void()> on_strike)
        : timer(executor), strike(std::move(on_strike)) {}
    asio::steady_timer timer;
    std::function<void()> strike;
  };
  std::shared_ptr<State> state_;
};

}  // namespace showd
