#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace showd {

using Monotonic = std::chrono::steady_clock::time_point;

/// Milliseconds UTC since 1970: what the database and people see. Never used to schedule.
using UtcMillis = std::int64_t;

/// "2026-01-31T23:59:59Z": as people and programs read it (RFC 3339).
[[nodiscard]] std::string utc_text(UtcMillis moment);

/// Time as a thing that can be handed in: schedules and deadlines run on `now`, stamps on `utc`.
/// Thread: any.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Monotonic now() const noexcept = 0;
  [[nodiscard]] virtual UtcMillis utc() const noexcept = 0;
};

/// The machine's own clocks.
[[nodiscard]] const Clock& system_clock() noexcept;

/// A clock that only moves when told; for tests.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(UtcMillis utc = 1'700'000'000'000) : utc_(utc) {}
  [[nodiscard]] Monotonic now() const noexcept override { return now_; }
  [[nodiscard]] UtcMillis utc() const noexcept override { return utc_; }
  void advance(std::chrono::milliseconds by) {
    now_ += by;
    utc_ += by.count();
  }
  /// The wall clock is set (NTP, an operator); monotonic time does not notice.
  void set_utc(UtcMillis utc) { utc_ = utc; }

 private:
  Monotonic now_{std::chrono::hours(1)};
  UtcMillis utc_;
};

/// A point on the monotonic clock after which nobody waits any more.
class Deadline {
 public:
  explicit Deadline(Monotonic at) : at_(at) {}
  [[nodiscard]] static Deadline in(std::chrono::milliseconds span,
                                   const Clock& clock = system_clock()) {
    return Deadline(clock.now() + span);
  }
  [[nodiscard]] Monotonic at() const noexcept { return at_; }
  [[nodiscard]] bool passed(const Clock& clock = system_clock()) const noexcept {
    return clock.now() >= at_;
  }
  /// The earlier of two: a step never outlives the poll it belongs to.
  [[nodiscard]] Deadline or_sooner(Deadline other) const noexcept {
    return Deadline(at_ < other.at_ ? at_ : other.at_);
  }

 private:
  Monotonic at_;
};

}  // namespace showd
