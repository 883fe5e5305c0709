#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/clock.hpp"

namespace showd {

/// Stamps of which is known by how much they are wrong: all in [from, to], both included.
struct WrongStamps {
  UtcMillis from;
  UtcMillis to;
  UtcMillis by;  ///< to be added
};

/// The stamp as a right clock would have given it out.
[[nodiscard]] UtcMillis put_right(UtcMillis stamp, std::span<const WrongStamps> wrong);

/// Notices that the wall clock was set, by comparing it with the monotonic one.
///
/// Which of two settings was the wrong one nobody can tell at the moment of a jump: a clock that
/// goes back a day may be corrected, or broken. But a clock that went forward and then comes back
/// to where it would be without that was wrong in between, and every stamp of that time is wrong by
/// the same span. (Of a time in which it was behind nothing of the kind can be said: the same
/// stamps were given out before.)
/// Thread: one.
class ClockWatch {
 public:
  /// `ahead`: by how much the clock was set forward already, as its stamps from `since` on are.
  explicit ClockWatch(const Clock& clock, UtcMillis ahead = 0, UtcMillis since = 0);

  struct Jump {
    UtcMillis by;                    ///< forward if positive
    std::vector<WrongStamps> wrong;  ///< if it came back with that: from the time in between
  };
  /// Whether the clock was set since the last look, by a second or more.
  [[nodiscard]] std::optional<Jump> look();

  /// How far the clock is ahead of where it would be had it not been set; negative: behind. Less
  /// than a minute is none.
  [[nodiscard]] UtcMillis ahead() const noexcept { return ahead_; }
  /// The first stamp since it is that much ahead.
  [[nodiscard]] UtcMillis since() const noexcept { return since_; }

 private:
  const Clock& clock_;
  UtcMillis offset_;  ///< of the wall clock from the monotonic one, at the last look
  UtcMillis ahead_;
  UtcMillis since_;
  std::vector<WrongStamps> wrong_;  ///< if it should come back; the latest few
};

}  // namespace showd
