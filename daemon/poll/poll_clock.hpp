#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "transport/deadline_timer.hpp"

namespace showd {

[[nodiscard]] inline std::chrono::microseconds microseconds_since(Monotonic start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(system_clock().now() - start);
}

/// A poll's time: one deadline for all of it. It stands still while the poll waits for a place,
/// which is our time and not the device's. Thread: its loop.
class PollClock {
 public:
  /// `strike` is called once, on the loop, when the time is over.
  PollClock(asio::io_context& loop, std::function<void()> strike)
      : loop_(loop), strike_(std::move(strike)) {}

  void start(std::chrono::milliseconds span) {
    until_ = Deadline::in(span);
    arm();
  }
  void stop() {
    stopped_at_ = system_clock().now();
    timer_.reset();
  }
  void go_on() {
    const auto spent = system_clock().now() - stopped_at_;
    waited_ += spent;
    until_ = Deadline(until_.at() + spent);
    arm();
  }

  [[nodiscard]] Deadline until() const noexcept { return until_; }
  /// How long it stood still, in all.
  [[nodiscard]] Monotonic::duration waited() const noexcept { return waited_; }

 private:
  void arm() { timer_.emplace(loop_.get_executor(), until_, strike_); }

  asio::io_context& loop_;
  const std::function<void()> strike_;
  Deadline until_{Monotonic::max()};
  Monotonic stopped_at_{};
  Monotonic::duration waited_{0};
  std::optional<DeadlineTimer> timer_;
};

}  // namespace showd
