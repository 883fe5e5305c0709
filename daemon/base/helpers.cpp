#include "base/helpers.hpp"

#include <algorithm>
#include <utility>

namespace showd {

Helpers::Helpers(unsigned threads) : most_of_a_kind_(std::max(1u, threads - 1)) {
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { help(); });
}

bool Helpers::run(Kind kind, Job job) {
  if (nudges_.closed()) return false;
  const bool taken = jobs_.with([&](Jobs& jobs) {
    if (jobs.queued[index(kind)] >= kMostWaiting) return false;
    ++jobs.queued[index(kind)];
    jobs.waiting.push_back({kind, std::move(job)});
    return true;
  });
  return taken && nudges_.push({});
}

std::size_t Helpers::waiting() const {
  return jobs_.with([](const Jobs& jobs) { return jobs.waiting.size(); });
}

void Helpers::stop() {
  stop_.request_stop();
  nudges_.close();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  jobs_.with([](Jobs& jobs) { jobs = {}; });
}

void Helpers::help() {
  while (!nudges_.closed()) {
    const std::optional<Waiting> next = take();
    if (!next) {
      (void)nudges_.pop_for(std::chrono::hours(1));
      continue;
    }
    next->job(stop_.get_token());
    finished(next->kind);
  }
}

/// The oldest job whose kind may have one more thread.
std::optional<Helpers::Waiting> Helpers::take() {
  return jobs_.with([&](Jobs& jobs) -> std::optional<Waiting> {
    const auto next = std::find_if(
        jobs.waiting.begin(), jobs.waiting.end(),
        [&](const Waiting& one) { return jobs.running[index(one.kind)] < most_of_a_kind_; });
    if (next == jobs.waiting.end()) return std::nullopt;
    Waiting taken = std::move(*next);
    jobs.waiting.erase(next);
    --jobs.queued[index(taken.kind)];
    ++jobs.running[index(taken.kind)];
    return taken;
  });
}

/// This thread looks for another job; if it finds one of the other kind, somebody else has to look
/// after those of this one.
void Helpers::finished(Kind kind) {
  const bool more = jobs_.with([&](Jobs& jobs) {
    --jobs.running[index(kind)];
    return !jobs.waiting.empty();
  });
  if (more) (void)nudges_.push({});
}

}  // namespace showd
