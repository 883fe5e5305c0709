#include "base/clock_watch.hpp"

#include <chrono>
#include <cstdlib>
#include <utility>

namespace showd {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr UtcMillis kLeastJump = 1'000;  ///< less is slewing, or a slow look
constexpr UtcMillis kNear = 60'000;      ///< so near to where it was it has come back
constexpr UtcMillis kSlack = 1'000;      ///< stamps are forced apart by a millisecond each
constexpr std::size_t kRemembered = 16;

/// A thread may be put to sleep between two readings: then they are taken again.
UtcMillis offset_of(const Clock& clock) {
  for (;;) {
    const Monotonic before = clock.now();
    const UtcMillis utc = clock.utc();
    if (clock.now() - before < milliseconds(100))
      return utc - duration_cast<milliseconds>(before.time_since_epoch()).count();
  }
}

}  // namespace

UtcMillis put_right(UtcMillis stamp, std::span<const WrongStamps> wrong) {
  for (const WrongStamps& span : wrong)
    if (span.from <= stamp && stamp <= span.to) return stamp + span.by;
  return stamp;
}

ClockWatch::ClockWatch(const Clock& clock, UtcMillis ahead, UtcMillis since)
    : clock_(clock), offset_(offset_of(clock)), ahead_(ahead), since_(since) {}

std::optional<ClockWatch::Jump> ClockWatch::look() {
  const UtcMillis before = std::exchange(offset_, offset_of(clock_));
  Jump jump{offset_ - before, {}};
  if (std::abs(jump.by) < kLeastJump) return std::nullopt;
  const UtcMillis now = clock_.utc();
  if (ahead_ > 0) {
    if (wrong_.size() == kRemembered) wrong_.erase(wrong_.begin());
    wrong_.push_back({since_, now - jump.by + kSlack, -ahead_});
  }
  ahead_ += jump.by;
  since_ = now;
  if (std::abs(ahead_) <= kNear) {
    ahead_ = 0;
    jump.wrong = std::exchange(wrong_, {});
  }
  return jump;
}

}  // namespace showd
