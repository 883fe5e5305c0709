#include "poll/loop_pool.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <thread>

#include "base/hash.hpp"
#include "poll/loop.hpp"

namespace showd {
namespace {

using namespace std::chrono_literals;

/// Beyond the grace: the loops' own last words, and some.
constexpr auto kLastJoin = 3'000ms;
constexpr auto kHangs = 500ms;
constexpr std::size_t kReserved = 256;

/// The same address lands on the same loop in every build and run.
std::size_t shard(std::string_view address, std::size_t count) { return fnv1a(address) % count; }

}  // namespace

struct LoopPool::Impl {
  Impl(const PollingLimits& limits, const PlatformRegistry& platforms, HostKeys& host_keys,
       Helpers& helpers, std::function<void(PollResult)> receiver)
      : threads(limits.threads > 0 ? limits.threads
                                   : std::max(1u, std::thread::hardware_concurrency())),
        to(std::move(receiver)),
        resolver(helpers) {
    for (unsigned i = 0; i < threads; ++i)
      loops.push_back(
          std::make_unique<Loop>(for_one_loop(limits), platforms, resolver, host_keys, deliver));
  }

  /// What is limited over all loops is shared out; what the process has not got is left out.
  [[nodiscard]] PollingLimits for_one_loop(PollingLimits limits) const {
    const std::size_t sessions = std::min(limits.max_sessions, most_by_descriptors());
    limits.max_sessions = std::max<std::size_t>(1, sessions / threads);
    return limits;
  }

  Loop& loop_of(const Device& device) { return *loops[shard(device.address, loops.size())]; }

  /// Waits for the thread's end; after `late` only as long as no parser hangs on it.
  std::optional<NowParsing> join(Loop& loop, Monotonic late) {
    while (!loop.join_until(late)) {
      if (auto stuck = loop.stuck_for(kHangs)) {
        loop.abandon();
        return stuck;
      }
      late = system_clock().now() + kHangs;
    }
    return std::nullopt;
  }

  /// Open sessions that the process's descriptors allow for; the rest is for store, HTTP, files.
  [[nodiscard]] static std::size_t most_by_descriptors() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY)
      return std::numeric_limits<std::size_t>::max();
    const std::size_t all = files.rlim_cur;
    return all - std::min(kReserved, all / 4);
  }

  template <class Value>
  std::size_t sum(Value value) const {
    std::size_t total = 0;
    for (const auto& loop : loops) total += ((*loop).*value)();
    return total;
  }

  const unsigned threads;
  const std::function<void(PollResult)> to;
  std::atomic<bool> silent = false;  ///< a thread was left behind: nobody listens any more
  const std::function<void(PollResult)> deliver = [this](PollResult result) {
    if (!silent) to(std::move(result));
  };
  Resolver resolver;
  std::vector<std::unique_ptr<Loop>> loops;
};

LoopPool::LoopPool(const PollingLimits& limits, const PlatformRegistry& platforms,
                   HostKeys& host_keys, Helpers& helpers, std::function<void(PollResult)> deliver)
    : impl_(std::make_unique<Impl>(limits, platforms, host_keys, helpers, std::move(deliver))) {}

LoopPool::~LoopPool() {
  if (impl_) stop(std::chrono::milliseconds(0));
}

void LoopPool::set_credentials(std::shared_ptr<const Credentials> credentials) {
  for (const auto& loop : impl_->loops) loop->set_credentials(credentials);
}

void LoopPool::set_limits(const PollingLimits& limits) {
  for (const auto& loop : impl_->loops) loop->set_limits(impl_->for_one_loop(limits));
}

void LoopPool::submit(PollRequest job) { impl_->loop_of(*job.device).submit(std::move(job)); }

void LoopPool::forget(const std::string& device_name) {
  for (const auto& loop : impl_->loops) loop->forget(device_name);  // at whatever address it was
}

std::vector<LoopPool::Stuck> LoopPool::stop(std::chrono::milliseconds grace) {
  if (!impl_) return {};
  const Monotonic late = system_clock().now() + grace + kLastJoin;
  for (const auto& loop : impl_->loops) loop->drain(grace);
  std::vector<Stuck> stuck;
  for (const auto& loop : impl_->loops)
    if (auto parsing = impl_->join(*loop, late))
      stuck.push_back({parsing->device->name, parsing->device->platform, parsing->command});
  if (stuck.empty()) return stuck;
  impl_->silent = true;
  (void)impl_.release();  // those threads use it to the end of the process
  return stuck;
}

std::size_t LoopPool::sessions_open() const noexcept { return impl_->sum(&Loop::sessions); }
std::size_t LoopPool::waiting(Lane lane) const noexcept {
  std::size_t total = 0;
  for (const auto& loop : impl_->loops) total += loop->waiting(lane);
  return total;
}

std::chrono::milliseconds LoopPool::longest_wait() const noexcept {
  const Monotonic now = system_clock().now();
  Monotonic oldest = now;
  for (const auto& loop : impl_->loops)
    oldest = std::min(oldest, loop->waiting_since().value_or(now));
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - oldest);
}

bool LoopPool::all_loops_turned() {
  bool all = true;
  for (const auto& loop : impl_->loops) {
    all = loop->turned() && all;
    loop->ping();
  }
  return all;
}

}  // namespace showd
