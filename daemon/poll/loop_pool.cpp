#include "poll/loop_pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "poll/loop.hpp"

namespace showd {
namespace {

ReadyPlatforms make_ready(const PlatformRegistry& registry) {
  ReadyPlatforms ready;
  for (const auto& [alias, name] : registry.names()) {
    if (ready.contains(name)) continue;
    const Platform* platform = registry.find(name);
    try {
      ready[name] = {platform, compile(platform->dialect())};
    } catch (const std::invalid_argument& fault) {
      throw std::invalid_argument(fmt::format("platform {}: {}", name, fault.what()));
    }
  }
  return ready;
}

/// FNV-1a: the same address lands on the same loop in every build and run.
std::size_t shard(std::string_view address, std::size_t count) {
  std::uint64_t hash = 14695981039346656037ull;
  for (const unsigned char byte : address) hash = (hash ^ byte) * 1099511628211ull;
  return hash % count;
}

}  // namespace

struct LoopPool::Impl {
  Impl(LoopPoolOptions chosen, const PlatformRegistry& registry, HostKeys& host_keys,
       std::function<void(PollResult)> to)
      : options(chosen), platforms(make_ready(registry)), deliver(std::move(to)) {
    if (options.threads == 0) options.threads = std::max(1u, std::thread::hardware_concurrency());
    const std::size_t each = std::max<std::size_t>(1, options.max_sessions / options.threads);
    for (unsigned i = 0; i < options.threads; ++i)
      loops.push_back(
          std::make_unique<Loop>(options, each, platforms, resolver, host_keys, deliver));
  }

  Loop& loop_of(const Device& device) { return *loops[shard(device.address, loops.size())]; }

  template <class Value>
  std::size_t sum(Value value) const {
    std::size_t total = 0;
    for (const auto& loop : loops) total += ((*loop).*value)();
    return total;
  }

  LoopPoolOptions options;
  const ReadyPlatforms platforms;
  const std::function<void(PollResult)> deliver;
  Resolver resolver;
  std::vector<std::unique_ptr<Loop>> loops;
};

LoopPool::LoopPool(LoopPoolOptions options, const PlatformRegistry& platforms, HostKeys& host_keys,
                   std::function<void(PollResult)> deliver)
    : impl_(std::make_unique<Impl>(options, platforms, host_keys, std::move(deliver))) {}

LoopPool::~LoopPool() { stop(std::chrono::milliseconds(0)); }

void LoopPool::set_credentials(std::shared_ptr<const Credentials> credentials) {
  for (const auto& loop : impl_->loops) loop->set_credentials(credentials);
}

void LoopPool::submit(PollJob job) { impl_->loop_of(*job.device).submit(std::move(job)); }

void LoopPool::forget(const std::string& device_name) {
  for (const auto& loop : impl_->loops) loop->forget(device_name);  // at whatever address it was
}

void LoopPool::stop(std::chrono::milliseconds grace) {
  for (const auto& loop : impl_->loops) loop->drain(grace);
  for (const auto& loop : impl_->loops) loop->join();
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
