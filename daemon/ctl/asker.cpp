#include "ctl/asker.hpp"

#include <chrono>

#include "base/bounded_queue.hpp"
#include "ctl/known_keys.hpp"
#include "poll/loop_pool.hpp"

namespace showd {
namespace {

/// Threads cost a small question more than they bring.
PollingLimits limits_for(PollingLimits limits, std::size_t devices) {
  if (devices < 50) limits.threads = 1;
  return limits;
}

}  // namespace

Asker::Asker(const std::filesystem::path& config_file) : chooser_(load_config(config_file)) {
  trust_known_keys(config().store.path, host_keys_);
}

void Asker::ask(const std::vector<DevicePtr>& devices, const std::vector<std::string>& raw_commands,
                const std::function<void(PollResult&&)>& each) {
  BoundedQueue<PollResult> results(devices.size());
  Helpers helpers;
  LoopPool loops(limits_for(config().polling, devices.size()), chooser_.platforms(), host_keys_,
                 helpers,
                 [&results](PollResult result) { (void)results.try_push(std::move(result)); });
  loops.set_credentials(std::make_shared<const Credentials>(config().credentials));
  for (const DevicePtr& device : devices) loops.submit({device, 0, raw_commands, {}});
  for (std::size_t left = devices.size(); left > 0;) {
    auto result = results.pop_for(std::chrono::seconds(1));  // every poll has a deadline of its own
    if (!result) continue;
    --left;
    each(*std::move(result));
  }
  loops.stop(std::chrono::milliseconds(500));
}

}  // namespace showd
