#include "app/held_polls.hpp"

#include <utility>

namespace showd {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

HeldPolls::HeldPolls(std::function<bool(std::size_t under_way)> has_room,
                     std::function<void(const Scheduler::Poll&)> start, const Clock& clock)
    : has_room_(std::move(has_room)), start_(std::move(start)), clock_(clock) {}

void HeldPolls::add(const std::vector<Scheduler::Poll>& polls) {
  const Monotonic now = clock_.now();
  for (const Scheduler::Poll& poll : polls) waiting_.push_back({poll, now});
}

void HeldPolls::release() {
  while (!waiting_.empty() && has_room_(under_way_)) {
    const Scheduler::Poll next = std::move(waiting_.front().poll);
    waiting_.pop_front();
    ++under_way_;
    start_(next);
  }
}

milliseconds HeldPolls::wait() const {
  if (waiting_.empty()) return milliseconds(0);
  return duration_cast<milliseconds>(clock_.now() - waiting_.front().since);
}

}  // namespace showd
