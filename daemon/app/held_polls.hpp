#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "schedule/scheduler.hpp"

namespace showd {

/// Polls that are due, held back until there is room for what they will bring: a recorder that is
/// behind makes polls late, not results lost. First come, first served.
/// Thread: main.
class HeldPolls {
 public:
  /// `has_room`: whether so many polls under way and one more would fit. `start` starts one; it may
  /// call finished() at once.
  HeldPolls(std::function<bool(std::size_t under_way)> has_room,
            std::function<void(const Scheduler::Poll&)> start, const Clock& clock = system_clock());

  void add(const std::vector<Scheduler::Poll>& polls);
  /// Starts what there is room for; call it again while some are left.
  void release();
  /// One that was started has ended.
  void finished() { --under_way_; }

  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }
  /// How long the first in the line has been waiting; zero if none is.
  [[nodiscard]] std::chrono::milliseconds wait() const;

 private:
  struct Waiting {
    Scheduler::Poll poll;
    Monotonic since;
  };
  const std::function<bool(std::size_t)> has_room_;
  const std::function<void(const Scheduler::Poll&)> start_;
  const Clock& clock_;
  std::deque<Waiting> waiting_;
  std::size_t under_way_ = 0;
};

}  // namespace showd
