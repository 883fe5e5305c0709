#include "ctl/asker.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <utility>

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

bool is_there(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::exists(file, error) || error;
}

Config read_config(const CommandLine& line, Secrets secrets) {
  if (!line.config_named && !is_there(line.config))
    throw UsageError(
        fmt::format("there is no {}; name a config by --config or $SHOWD_CONFIG, or a host itself, "
                    "as in ssh://192.0.2.1",
                    line.config.string()));
  return *load_config(line.config, secrets);
}

}  // namespace

Asker::Asker(std::shared_ptr<const Config> config)
    : chooser_(std::move(config)), credentials_(this->config().credentials) {
  trust_known_keys(this->config().store.path, host_keys_);
}

std::vector<DevicePtr> Asker::select(const Selection& selection, const CommandLine& line) {
  std::vector<DevicePtr> devices;
  if (!selection.is_hosts_alone()) devices = select(selection.terms);
  if (selection.hosts.empty()) return devices;
  known_hosts_.emplace(line.hosts.host_keys);
  for (Device& host : devices_of(selection.hosts, line, chooser_.platforms())) {
    known_hosts_->hold(host, host_keys_);
    devices.push_back(std::make_shared<const Device>(std::move(host)));
  }
  credentials_.merge(credentials_of(selection.hosts, line.hosts));
  return devices;
}

void Asker::ask(const std::vector<DevicePtr>& devices, const std::vector<std::string>& raw_commands,
                const std::function<void(PollResult&&)>& each) {
  BoundedQueue<PollResult> results(devices.size());
  Helpers helpers;
  LoopPool loops(limits_for(config().polling, devices.size()), chooser_.platforms(), host_keys_,
                 helpers,
                 [&results](PollResult result) { (void)results.try_push(std::move(result)); });
  loops.set_credentials(std::make_shared<const Credentials>(credentials_));
  for (const DevicePtr& device : devices) loops.submit({device, 0, raw_commands, {}});
  for (std::size_t left = devices.size(); left > 0;) {
    auto result = results.pop_for(std::chrono::seconds(1));  // every poll has a deadline of its own
    if (!result) continue;
    --left;
    note_new_key(*result);
    each(*std::move(result));
  }
  loops.stop(std::chrono::milliseconds(500));
}

void Asker::note_new_key(const PollResult& result) {
  if (result.new_host_key && result.device->inventory.empty())
    new_keys_.emplace_back(result.device, *result.new_host_key);
}

std::vector<std::string> Asker::keep_new_keys() {
  std::vector<std::string> told;
  for (const auto& [device, key] : std::exchange(new_keys_, {}))
    told.push_back(known_hosts_->add(*device, key));
  return told;
}

std::shared_ptr<const Config> config_for(const Selection& selection, const CommandLine& line,
                                         Secrets secrets) {
  const bool alone = selection.is_hosts_alone();
  const bool reads = !alone || line.config_named;
  auto config = std::make_shared<Config>();
  if (reads) *config = read_config(line, alone ? Secrets::skip : secrets);
  if (alone) config->inventories.clear();
  if (line.plugins)
    config->plugins = *line.plugins;
  else if (const char* const folder = std::getenv("SHOWD_PLUGINS"); !reads && folder != nullptr)
    config->plugins = folder;
  if (alone && !is_there(config->plugins))
    throw UsageError(fmt::format(
        "no plugins: there is no {}; say where they are: --plugins DIR or $SHOWD_PLUGINS",
        config->plugins.string()));
  return config;
}

}  // namespace showd
