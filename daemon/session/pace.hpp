#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "base/clock.hpp"

namespace showd {

/// A connection's own pace: how long the first answer to something typed takes, and from it how
/// long a silence is no mere pause between two packets. A device that writes a question in two
/// pieces sends the second one when the first is acknowledged (RFC 896), a round trip later.
/// Thread: its session's loop.
class Pace {
 public:
  using Span = std::chrono::microseconds;

  void typed(Monotonic now) noexcept {
    if (!typed_) typed_ = now;
  }
  void heard(Monotonic now) noexcept {
    if (!typed_) return;
    const Span answer =
        std::chrono::duration_cast<Span>(now - *std::exchange(typed_, std::nullopt));
    // The work of a command is in it, too: the quickest answer is the nearest to a round trip.
    round_trip_ = round_trip_ ? std::min(*round_trip_, answer) : answer;
  }

  /// A few round trips, of what was seen here or of what the kernel knows (0: nothing).
  [[nodiscard]] std::chrono::milliseconds quiet(Span kernels) const noexcept {
    const Span trip = std::max(kernels, round_trip_.value_or(Span(0)));
    return std::clamp(std::chrono::ceil<std::chrono::milliseconds>(kRoundTrips * trip), kLeast,
                      kMost);
  }

 private:
  static constexpr int kRoundTrips = 3;
  static constexpr std::chrono::milliseconds kLeast{10};
  static constexpr std::chrono::milliseconds kMost{1'500};

  std::optional<Monotonic> typed_;  ///< and not yet answered
  std::optional<Span> round_trip_;
};

}  // namespace showd
