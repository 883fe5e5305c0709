#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/config_watch.hpp"
#include "app/notify.hpp"
#include "app/reload.hpp"
#include "app/runs.hpp"
#include "app/servers.hpp"
#include "base/asio.hpp"
#include "base/clock.hpp"
#include "base/helpers.hpp"
#include "config/config.hpp"
#include "inventory/inventory.hpp"
#include "inventory/shrink_guard.hpp"
#include "inventory/watch.hpp"
#include "metrics/fleet_exposition.hpp"
#include "metrics/metrics.hpp"
#include "platform/platform.hpp"
#include "poll/host_keys.hpp"
#include "poll/loop_pool.hpp"
#include "recorder/recorder.hpp"

namespace showd {

struct DaemonOptions {
  std::filesystem::path config;
  bool once = false;  ///< one run of every inventory, then stop
};

/// The whole service: ties the rooms together and lives through start, reload and stop. What is
/// polled when is Runs' business, what is told over HTTP Servers'. Everything here belongs to the
/// main thread; other threads post to its loop.
class Daemon {
 public:
  /// Reads config, inventories and plugins, opens the store. Errors: ConfigError, StoreError,
  /// std::runtime_error (plugins, listen address), each one line for people.
  explicit Daemon(DaemonOptions options);
  ~Daemon();

  /// Until SIGTERM or SIGINT (or, with `once`, until the first runs ended). Returns the exit
  /// status: 0; with `once` 1 if a device failed or was not polled.
  [[nodiscard]] int run();

 private:
  void load_host_keys();
  void open_servers();
  [[nodiscard]] ControlActions control_actions();
  [[nodiscard]] RunActions run_actions();
  void ask(const Question& question);
  void answered(PollResult result);
  void apply_inventories(std::vector<InventoryPtr> fresh);
  void watch_inventories();
  void look_again_when_kept_devices_go();

  void wait_for_signal();
  void ask_for_reload();
  [[nodiscard]] Reload::Read plan_reading(Reload::What what) const;
  void reloaded(Reload::What what, Reload::Outcome outcome);
  void take_over(Reload::Fresh fresh);
  void every_second();
  void housekeeping();
  void tell_status();
  /// What of the config file is not in force, for the service manager; empty: all is.
  [[nodiscard]] std::string_view pending_config() const;
  void stop();

  const DaemonOptions options_;
  std::shared_ptr<const Config> config_;
  const std::shared_ptr<const Config> at_start_ = config_;  ///< for what a reload cannot change
  const PlatformRegistry platforms_;
  ShrinkGuard shrink_guard_;
  std::vector<InventoryPtr> inventories_;  ///< as applied, devices that are kept included

  asio::io_context main_{1};
  asio::signal_set signals_;
  asio::steady_timer second_;
  asio::steady_timer kept_;  ///< strikes when devices that an inventory lost are due to go
  Notify notify_;
  HostKeys host_keys_;
  std::shared_ptr<Metrics> metrics_;
  std::shared_ptr<FleetExposition> exposition_;
  Recorder recorder_;
  Runs runs_;
  Helpers helpers_;
  Reload reload_;
  std::unique_ptr<LoopPool> loops_;
  const std::shared_ptr<Answers> answers_ = std::make_shared<Answers>();
  std::unique_ptr<LoopPool> askers_;  ///< for people's questions; made for the first
  std::unique_ptr<Servers> servers_;
  std::unique_ptr<FileWatch> watch_;
  ConfigWatch config_watch_;
  bool told_reloading_ = false;  ///< to systemd, which waits for READY=1
  bool stopping_ = false;
};

}  // namespace showd
