#include "ctl/asker.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "base/bounded_queue.hpp"
#include "ctl/command_line.hpp"
#include "ctl/known_keys.hpp"
#include "poll/command_check.hpp"
#include "poll/loop_pool.hpp"

namespace showd {
namespace {

/// Threads cost a small question more than they bring.
PollingLimits limits_for(PollingLimits limits, std::size_t devices) {
  if (devices < 50) limits.threads = 1;
  return limits;
}

}  // namespace

Chooser::Chooser(std::shared_ptr<const Config> config)
    : config_(std::move(config)),
      platforms_(config_->plugins),
      inventories_(load_inventories({*config_, platforms_.names(), command_check(platforms_)})) {}

std::vector<DevicePtr> Chooser::select(const std::vector<std::string>& terms) const {
  const Selector selector = [&] {
    try {
      return Selector(terms);
    } catch (const std::invalid_argument& fault) {
      throw UsageError(fault.what());
    }
  }();
  std::vector<DevicePtr> chosen;
  for (const InventoryPtr& inventory : inventories_)
    for (const auto& [name, device] : inventory->devices)
      if (selector.matches(*device)) chosen.push_back(device);
  if (chosen.empty()) throw UsageError("no device of the inventories fits the selector");
  std::sort(chosen.begin(), chosen.end(),
            [](const DevicePtr& one, const DevicePtr& other) { return one->name < other->name; });
  return chosen;
}

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
