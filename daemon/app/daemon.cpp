#include "app/daemon.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "app/version.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "poll/command_check.hpp"

namespace showd {
namespace {

using std::chrono::milliseconds;

constexpr int kHungPlugin = 1;           ///< exit status
constexpr std::size_t kMostAsked = 512;  ///< devices at once for people; the schedule has the rest
constexpr milliseconds kGrace{5'000};    ///< for polls under way when showd stops
std::vector<InventoryPtr> read_inventories(const Config& config,
                                           const PlatformRegistry& platforms) {
  return load_inventories({config, platforms.names(), command_check(platforms)});
}

FleetConfigured watched(const std::vector<InventoryPtr>& inventories, const Config& config) {
  FleetConfigured fleet;
  fleet.max_interfaces = config.polling.max_interfaces;
  for (const InventoryPtr& inventory : inventories)
    for (const auto& [name, device] : inventory->devices)
      fleet.devices.push_back({device, inventory->source.every});
  return fleet;
}

std::map<std::string, MetricChoice> metric_choices(const Config& config) {
  std::map<std::string, MetricChoice> by_inventory;
  for (const InventorySource& source : config.inventories)
    by_inventory.emplace(source.name, source.metrics);
  return by_inventory;
}

RecorderOptions recorder_options(const Config& config, bool tell_every_run, Notify& notify) {
  RecorderOptions options{config.store.path, config.store.retention};
  options.tell_every_run = tell_every_run;
  options.before_migration = [&notify] { notify.starts_slowly(); };
  return options;
}

/// Whether something differs that is settled for good when showd starts.
bool needs_restart(const Config& before, const Config& after) {
  return !(before.polling.threads == after.polling.threads && before.store == after.store &&
           before.http == after.http && before.plugins == after.plugins);
}

std::vector<std::string> names_of(const std::vector<DevicePtr>& devices) {
  std::vector<std::string> names;
  for (const DevicePtr& device : devices) names.push_back(device->name);
  return names;
}

/// Those whose credentials are not what they were.
std::vector<DevicePtr> with_other_credentials(const std::map<std::string, DevicePtr>& devices,
                                              const Config& before, const Config& after) {
  const auto same = [&](const std::string& name) {
    const auto old = before.credentials.find(name);
    const auto fresh = after.credentials.find(name);
    return old != before.credentials.end() && fresh != after.credentials.end() &&
           old->second == fresh->second;
  };
  std::vector<DevicePtr> others;
  for (const auto& [name, device] : devices)
    if (!std::all_of(device->credentials.begin(), device->credentials.end(), same))
      others.push_back(device);
  return others;
}

/// The last of the lines says what follows from them.
void tell_failure(Reload::What what, const std::vector<std::string>& lines) {
  const char* const kept = what == Reload::What::config ? "config" : "inventory";
  for (const std::string& line : lines)
    log::error({.event = log::Event::reload_failed}, "{}{}", line,
               &line == &lines.back() ? fmt::format("; the old {} stays", kept) : "");
}

}  // namespace

Daemon::Daemon(DaemonOptions options)
    : options_(std::move(options)),
      config_(load_config(options_.config)),
      platforms_(config_->plugins),
      signals_(main_, SIGTERM, SIGINT, SIGHUP),
      second_(main_),
      kept_(main_),
      metrics_(std::make_shared<Metrics>(kVersion)),
      exposition_(std::make_shared<FleetExposition>()),
      recorder_(recorder_options(*config_, options_.once, notify_), metrics_),
      runs_(main_, recorder_, *metrics_,
            [this](DevicePtr device, const Scheduler::Poll& poll) {
              loops_->submit({std::move(device), poll.run, {}, poll.period});
            }),
      reload_(
          main_, helpers_, [this](Reload::What what) { return plan_reading(what); },
          [this](Reload::What what, Reload::Outcome outcome) {
            reloaded(what, std::move(outcome));
          }),
      config_watch_(main_, helpers_, config_->files) {
  for (const PluginRefusal& refusal : platforms_.refused())
    log::warning({.event = log::Event::plugin_refused}, "plugin {} is not used: {}",
                 refusal.file.string(), refusal.why);
  for (const PluginInfo& plugin : platforms_.plugins())
    metrics_->add_plugin(plugin.name, plugin.version,
                         fmt::format("{}.{}", plugin.abi_major, plugin.abi_minor));
  watch_inventories();  // before they are read, so that no edit falls between
  auto inventories = read_inventories(*config_, platforms_);
  load_host_keys();
  recorder_.start(watched(inventories, *config_));
  loops_ =
      std::make_unique<LoopPool>(config_->polling, platforms_, host_keys_, helpers_,
                                 [this](PollResult result) { runs_.deliver(std::move(result)); });
  loops_->set_credentials(std::make_shared<const Credentials>(config_->credentials));
  apply_inventories(std::move(inventories));
  open_servers();
}

Daemon::~Daemon() { stop(); }

void Daemon::load_host_keys() {
  for (const PinnedKey& pinned : recorder_.host_keys())
    host_keys_.trust(pinned.device, {pinned.type, pinned.sha256});
}

void Daemon::open_servers() {
  PageSources pages;
  pages.fleet = [this] { return recorder_.fleet(); };
  pages.metrics = metrics_;
  pages.exposition = exposition_;
  pages.version = kVersion;
  servers_ = std::make_unique<Servers>(config_->http, pages, control_actions(), run_actions());
}

ControlActions Daemon::control_actions() {
  ControlActions actions;
  actions.fleet = [this] { return recorder_.fleet(); };
  actions.poll_now = [this](std::vector<std::string> names) {
    asio::post(main_, [this, names = std::move(names)] { runs_.poll_now(names); });
  };
  actions.refused_host_keys = [this] { return host_keys_.refused(); };
  actions.accept_host_key = [this](const std::string& device, const std::string& sha256) {
    auto key = host_keys_.accept(device, sha256);
    if (!key) return key;
    log::info({.event = log::Event::host_key_accepted, .device = device},
              "{}: its host key {} {} is accepted, by an operator", device, key->type, key->sha256);
    recorder_.tell(HostKeyAccepted{device, *key});
    asio::post(main_, [this, device] { runs_.repaired({device}); });
    return key;
  };
  actions.forget_host_key = [this](const std::string& device) {
    host_keys_.forget(device);
    log::info({.event = log::Event::host_key_forgotten, .device = device},
              "{}: its host keys are forgotten, by an operator", device);
    recorder_.tell(HostKeyForgotten{device});
    asio::post(main_, [this, device] { runs_.repaired({device}); });
  };
  return actions;
}

RunActions Daemon::run_actions() {
  RunActions actions;
  actions.fleet = [this] { return recorder_.fleet(); };
  actions.ask = [this](Question question) {
    asio::post(main_, [this, question = std::move(question)] { ask(question); });
  };
  actions.answers = answers_;
  return actions;
}

/// On sessions of their own, so that neither a person nor the schedule waits for the other.
void Daemon::ask(const Question& question) {
  if (stopping_) return;
  PollingLimits limits = config_->polling;
  limits.threads = 1;
  limits.max_sessions = std::min(limits.max_sessions, kMostAsked);
  if (!askers_)
    askers_ =
        std::make_unique<LoopPool>(limits, platforms_, host_keys_, helpers_,
                                   [this](PollResult result) { answered(std::move(result)); });
  askers_->set_limits(limits);
  askers_->set_credentials(std::make_shared<const Credentials>(config_->credentials));
  for (const auto& device : question.devices)
    askers_->submit({device, question.number, question.commands, {}});
}

/// Thread: any.
void Daemon::answered(PollResult result) {
  if (result.new_host_key)
    recorder_.tell(HostKeyAccepted{result.device->name, *result.new_host_key});
  answers_->take(std::move(result));
}

void Daemon::apply_inventories(std::vector<InventoryPtr> fresh) {
  fresh = adopt(inventories_, shrink_guard_.pass(inventories_, std::move(fresh)));
  const InventoryDiff changes = diff(inventories_, fresh);
  for (const DevicePtr& device : changes.removed) loops_->forget(device->name);
  for (const DevicePtr& device : changes.changed) loops_->forget(device->name);
  inventories_ = std::move(fresh);
  std::map<std::string, milliseconds> every;
  for (const InventoryPtr& inventory : inventories_)
    every[inventory->source.name] = inventory->source.every;
  metrics_->set_inventories(every);
  exposition_->choose(metric_choices(*config_), config_->max_series);
  runs_.configure(inventories_);
  runs_.repaired(names_of(changes.changed));
  log::info({.event = log::Event::inventory_loaded},
            "inventory: {} ({} added, {} removed, {} changed)",
            counted(runs_.devices().size(), "device"), changes.added.size(), changes.removed.size(),
            changes.changed.size());
  look_again_when_kept_devices_go();
}

void Daemon::look_again_when_kept_devices_go() {
  const auto next = shrink_guard_.next();
  kept_.cancel();
  if (!next) return;
  kept_.expires_at(*next);
  kept_.async_wait([this](std::error_code error) {
    if (!error && !stopping_) reload_.ask(Reload::What::inventories);
  });
}

void Daemon::watch_inventories() {
  std::vector<std::filesystem::path> paths;
  for (const InventorySource& source : config_->inventories) paths.push_back(source.path);
  renew(watch_, main_, std::move(paths), [this] { reload_.ask(Reload::What::inventories); });
}

int Daemon::run() {
  if (options_.once) {
    std::set<std::string> all;
    for (const InventoryPtr& inventory : inventories_) all.insert(inventory->source.name);
    runs_.after_the_first(std::move(all), [this] { main_.stop(); });
  }
  wait_for_signal();
  runs_.begin();
  every_second();
  notify_.ready();
  housekeeping();
  main_.run();
  stop();
  const bool all_well =
      runs_.first_runs_over() && !runs_.some_failed() && !recorder_.some_refused();
  return options_.once && !all_well ? 1 : 0;
}

void Daemon::wait_for_signal() {
  signals_.async_wait([this](std::error_code error, int signal) {
    if (error) return;
    if (signal != SIGHUP) return main_.stop();
    ask_for_reload();
    wait_for_signal();
  });
}

void Daemon::ask_for_reload() {
  notify_.reloading();
  told_reloading_ = true;
  reload_.ask(Reload::What::config);
}

/// What a helper does: only what it is given here, and what is constant.
Reload::Read Daemon::plan_reading(Reload::What what) const {
  const auto in_force = what == Reload::What::config ? nullptr : config_;
  return [this, in_force](const std::stop_token& stop) {
    const auto config = in_force ? in_force : load_config(options_.config, Secrets::read, stop);
    return Reload::Fresh{config, read_inventories(*config, platforms_)};
  };
}

void Daemon::reloaded(Reload::What what, Reload::Outcome outcome) {
  if (stopping_) return;
  if (outcome)
    take_over(std::move(*outcome));
  else
    tell_failure(what, outcome.error());
  metrics_->config_reloaded(outcome.has_value());
  if (!reload_.asked_again() && std::exchange(told_reloading_, false)) notify_.ready();
  housekeeping();
}

void Daemon::take_over(Reload::Fresh fresh) {
  if (needs_restart(*at_start_, *fresh.config) && fresh.config != config_)
    log::warning({.event = log::Event::restart_needed},
                 "polling.threads, plugins, store and http take effect at the next start");
  if (fresh.config != config_) config_watch_.reloaded(fresh.config->files);
  const bool moved = fresh.config->inventories != config_->inventories;
  const auto before = std::exchange(config_, std::move(fresh.config));
  if (moved) {
    watch_inventories();
    reload_.ask(Reload::What::inventories);  // an edit may have fallen between
  }
  loops_->set_limits(config_->polling);
  loops_->set_credentials(std::make_shared<const Credentials>(config_->credentials));
  apply_inventories(std::move(fresh.inventories));
  runs_.repaired(names_of(with_other_credentials(runs_.devices(), *before, *config_)));
  recorder_.tell(watched(inventories_, *config_));
  runs_.begin();
}

void Daemon::every_second() {
  second_.expires_after(std::chrono::seconds(1));
  second_.async_wait([this](std::error_code error) {
    if (error || stopping_) return;
    housekeeping();
    every_second();
  });
}

void Daemon::housekeeping() {
  metrics_->set_sessions_open(loops_->sessions_open());
  const milliseconds lag = std::max(runs_.lag(), loops_->longest_wait());
  metrics_->set_schedule_lag(std::chrono::duration<double>(lag).count());
  metrics_->set_queue_depth("handshakes", loops_->waiting(Lane::main));
  metrics_->set_queue_depth("failing", loops_->waiting(Lane::failing));
  metrics_->set_queue_depth("recorder", recorder_.queue_depth());
  metrics_->set_queue_depth("polls", runs_.held());
  metrics_->set_queue_depth("helpers", helpers_.waiting());
  metrics_->set_queue_bytes("recorder", recorder_.queue_bytes());
  metrics_->set_store(recorder_.store_figures());
  servers_->report(*metrics_);
  metrics_->set_config_file_changed(!pending_config().empty());
  tell_status();
  // This runs on the scheduler's own thread, so the ping says: schedule, loops and recorder turn.
  const bool loops = loops_->all_loops_turned();
  const bool recorder = recorder_.turned();
  if (loops && recorder) notify_.watchdog();
}

void Daemon::tell_status() {
  const FleetSnapshotPtr fleet = recorder_.fleet();
  std::size_t up = 0;
  for (const auto& [name, state] : fleet->devices) up += state->up;
  notify_.status(fmt::format("{}, {} up, {} open{}", counted(fleet->devices.size(), "device"), up,
                             counted(loops_->sessions_open(), "session"), pending_config()));
}

std::string_view Daemon::pending_config() const {
  if (config_watch_.differs()) return "; the config file differs from what runs";
  if (needs_restart(*at_start_, *config_)) return "; a restart takes over the rest of the config";
  return "";
}

void Daemon::stop() {
  if (std::exchange(stopping_, true)) return;
  runs_.stop();
  notify_.stopping();
  std::error_code ignored;
  signals_.clear(ignored);  // a second SIGTERM ends showd at once
  watch_.reset();
  const auto stuck = loops_ ? loops_->stop(kGrace) : std::vector<LoopPool::Stuck>();
  for (const LoopPool::Stuck& parser : stuck)
    log::error({.event = log::Event::plugin_hangs, .device = parser.device},
               "plugin {}: its parser has not come back from '{}' of {}; showd ends without it",
               parser.platform, parser.command, parser.device);
  if (askers_) askers_->stop(milliseconds(0));  // parses nothing, so nothing can hang
  helpers_.stop();
  recorder_.stop();
  servers_.reset();
  if (!options_.once) log::info({.event = log::Event::stopped}, "stopped");
  // A thread that hangs in a plugin still uses the plugin and more: nothing may be freed under it.
  if (!stuck.empty()) std::_Exit(kHungPlugin);
}

}  // namespace showd
