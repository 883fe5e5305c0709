#include "metrics/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/guarded.hpp"
#include "base/utf8.hpp"
#include "metrics/figure_families.hpp"
#include "metrics/process_figures.hpp"
#include "metrics/registry_text.hpp"

namespace showd {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using prometheus::MetricFamily;
using prometheus::Registry;

/// From a poll on an open session (0.1 s at most) to the longest deadline anybody sets.
const Histogram::BucketBoundaries& seconds_buckets() {
  static const Histogram::BucketBoundaries bounds{0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120};
  return bounds;
}

double to_seconds(UtcMillis at) { return static_cast<double>(at) / 1000.0; }

struct RunResult {
  const char* result;
  std::uint32_t Run::*count;
};
constexpr std::array kRunResults{
    RunResult{"ok", &Run::ok},
    RunResult{"failed", &Run::failed},
    RunResult{"busy", &Run::busy},
    RunResult{"backed_off", &Run::backed_off},
};

/// Who follows an overrun passes over what the run before still polls, and is short; who finds
/// every device left alone takes no time at all.
bool was_whole(const Run& run) { return run.busy == 0 && run.ok + run.failed > 0; }

Family<Gauge>& gauges(Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}
Family<Counter>& counters(Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}
Family<Histogram>& histograms(Registry& registry, const char* name, const char* help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

/// Metrics of one family by the values of two labels: Family::Add would make a map of labels, and
/// the buckets, at each call. Thread: any.
template <class Metric>
class ByTwoLabels {
 public:
  /// `add`: makes it where there is none yet.
  template <class Add>
  Metric& find(std::string_view one, std::string_view other, Add&& add) {
    return known_.with([&](Known& known) -> Metric& {
      const auto found = known.find(Key(one, other));
      if (found != known.end()) return *found->second;
      return *known.emplace(std::pair(one, other), &add()).first->second;
    });
  }

 private:
  using Key = std::pair<std::string_view, std::string_view>;
  struct Less {
    using is_transparent = void;
    template <class One, class Other>
    bool operator()(const One& one, const Other& other) const {
      return Key(one.first, one.second) < Key(other.first, other.second);
    }
  };
  using Known = std::map<std::pair<std::string, std::string>, Metric*, Less>;
  Guarded<Known> known_;
};

}  // namespace

class Metrics::Impl {
 public:
  explicit Impl(const Clock& clock_in) : clock(clock_in) {}

  /// The series of one inventory: made together, removed together.
  struct Inventory {
    Histogram* duration;
    Gauge* last_duration;
    Gauge* last_success;
    Gauge* interval;
    Counter* overruns;
    std::array<Gauge*, kRunResults.size()> devices;
  };

  Inventory add(const std::string& name) {
    const prometheus::Labels labels{{"inventory", name}};
    Inventory made{.duration = &run_duration.Add(labels, seconds_buckets()),
                   .last_duration = &run_last_duration.Add(labels),
                   .last_success = &run_last_success.Add(labels),
                   .interval = &run_interval.Add(labels),
                   .overruns = &run_overruns.Add(labels),
                   .devices = {}};
    for (std::size_t i = 0; i < kRunResults.size(); ++i)
      made.devices[i] = &run_devices.Add({{"inventory", name}, {"result", kRunResults[i].result}});
    return made;
  }

  void remove(const Inventory& gone) {
    run_duration.Remove(gone.duration);
    run_last_duration.Remove(gone.last_duration);
    run_last_success.Remove(gone.last_success);
    run_interval.Remove(gone.interval);
    run_overruns.Remove(gone.overruns);
    for (Gauge* gauge : gone.devices) run_devices.Remove(gauge);
  }

  const Clock& clock;
  Registry registry;
  Family<Histogram>& run_duration =
      histograms(registry, "showd_run_duration_seconds", "How long the runs of an inventory took.");
  Family<Gauge>& run_last_duration = gauges(registry, "showd_run_last_duration_seconds",
                                            "How long the last run of an inventory took.");
  Family<Gauge>& run_last_success = gauges(
      registry, "showd_run_last_success_timestamp_seconds",
      "When a run of an inventory last ended in which devices answered and none failed; 0: not "
      "since showd started.");
  Family<Gauge>& run_interval =
      gauges(registry, "showd_run_interval_seconds", "Configured period of an inventory.");
  Family<Counter>& run_overruns =
      counters(registry, "showd_run_overruns_total",
               "Runs that were due while the one before was still going.");
  Family<Gauge>& run_devices =
      gauges(registry, "showd_run_devices", "Devices of the last run by result.");
  Family<Histogram>& stage_duration = histograms(registry, "showd_poll_stage_duration_seconds",
                                                 "How long the stages of polls took.");
  Family<Counter>& lines = counters(registry, "showd_parse_lines_total",
                                    "Lines of command output that were given to parsers.");
  Family<Counter>& unmatched =
      counters(registry, "showd_parse_unmatched_lines_total",
               "Lines of command output that the platform's parser did not understand.");
  ByTwoLabels<Histogram> stage_durations;
  ByTwoLabels<Counter> parsed_lines;
  ByTwoLabels<Counter> unmatched_lines;
  Family<Gauge>& queue_depth =
      gauges(registry, "showd_queue_depth", "Messages waiting in a queue between threads.");
  Family<Gauge>& queue_bytes =
      gauges(registry, "showd_queue_bytes", "Memory of the messages waiting in a queue.");
  Family<Gauge>& plugin_info =
      gauges(registry, "showd_plugin_info", "A loaded platform plugin; always 1.");
  Gauge& sessions_open =
      gauges(registry, "showd_sessions_open", "Sessions open on devices.").Add({});
  Family<Gauge>& devices =
      gauges(registry, "showd_devices", "Configured devices by the transport they are polled by.");
  Gauge& schedule_lag =
      gauges(registry, "showd_schedule_lag_seconds", "How late the latest poll began.").Add({});
  Counter& clock_jumps = counters(registry, "showd_clock_jumps_total",
                                  "How often the wall clock was set by a second or more.")
                             .Add({});
  Gauge& reload_ok = gauges(registry, "showd_config_last_reload_successful",
                            "Whether the configuration was last loaded without error.")
                         .Add({});
  Gauge& reload_time = gauges(registry, "showd_config_last_reload_success_timestamp_seconds",
                              "When the configuration was last loaded without error.")
                           .Add({});
  Gauge& config_changed = gauges(registry, "showd_config_file_changed",
                                 "Whether the configuration file differs from what runs.")
                              .Add({});
  Guarded<std::map<std::string, Inventory>> inventories;
  Guarded<StoreFigures> store;
  Guarded<HttpServers> http;
  Guarded<ProcessFigures> process;
};

Metrics::Metrics(std::string_view version, const Clock& clock)
    : impl_(std::make_unique<Impl>(clock)) {
  gauges(impl_->registry, "showd_build_info", "The version that runs; always 1.")
      .Add({{"version", std::string(version)}})
      .Set(1);
  config_reloaded(true);
}

Metrics::~Metrics() = default;

void Metrics::set_inventories(const std::map<std::string, std::chrono::milliseconds>& every) {
  impl_->inventories.with([&](std::map<std::string, Impl::Inventory>& known) {
    std::erase_if(known, [&](const auto& entry) {
      const bool gone = !every.contains(entry.first);
      if (gone) impl_->remove(entry.second);
      return gone;
    });
    for (const auto& [name, period] : every) {
      if (!known.contains(name)) known.emplace(name, impl_->add(name));
      known.at(name).interval->Set(std::chrono::duration<double>(period).count());
    }
  });
}

void Metrics::run_finished(const Run& run) {
  impl_->inventories.with([&](std::map<std::string, Impl::Inventory>& known) {
    const auto found = known.find(run.inventory);
    if (found == known.end() || !run.duration) return;
    Impl::Inventory& series = found->second;
    for (std::size_t i = 0; i < kRunResults.size(); ++i)
      series.devices[i]->Set(static_cast<double>(run.*kRunResults[i].count));
    if (run.ok > 0 && run.failed == 0) series.last_success->Set(to_seconds(impl_->clock.utc()));
    if (!was_whole(run)) return;
    const double seconds = std::chrono::duration<double>(*run.duration).count();
    series.duration->Observe(seconds);
    series.last_duration->Set(seconds);
  });
}

void Metrics::run_overrun(const std::string& inventory) {
  impl_->inventories.with([&](std::map<std::string, Impl::Inventory>& known) {
    const auto found = known.find(inventory);
    if (found != known.end()) found->second.overruns->Increment();
  });
}

void Metrics::stage(const std::string& platform, std::string_view stage, double seconds) {
  const auto add = [&]() -> Histogram& {
    return impl_->stage_duration.Add({{"platform", platform}, {"stage", std::string(stage)}},
                                     seconds_buckets());
  };
  impl_->stage_durations.find(platform, stage, add).Observe(seconds);
}

void Metrics::parsed(const std::string& platform, const std::string& command, std::uint64_t lines,
                     std::uint64_t unmatched) {
  const auto count = [&](ByTwoLabels<Counter>& known, Family<Counter>& family, std::uint64_t more) {
    const auto add = [&]() -> Counter& {
      return family.Add({{"platform", platform}, {"command", command}});
    };
    known.find(platform, command, add).Increment(static_cast<double>(more));
  };
  count(impl_->parsed_lines, impl_->lines, lines);
  count(impl_->unmatched_lines, impl_->unmatched, unmatched);
}

void Metrics::set_sessions_open(std::size_t count) {
  impl_->sessions_open.Set(static_cast<double>(count));
}

void Metrics::set_devices(const std::string& transport, std::size_t count) {
  impl_->devices.Add({{"transport", transport}}).Set(static_cast<double>(count));
}

void Metrics::set_schedule_lag(double seconds) { impl_->schedule_lag.Set(seconds); }

void Metrics::set_queue_depth(const std::string& queue, std::size_t depth) {
  impl_->queue_depth.Add({{"queue", queue}}).Set(static_cast<double>(depth));
}

void Metrics::set_queue_bytes(const std::string& queue, std::size_t bytes) {
  impl_->queue_bytes.Add({{"queue", queue}}).Set(static_cast<double>(bytes));
}

void Metrics::clock_jumped() { impl_->clock_jumps.Increment(); }

void Metrics::set_store(const StoreFigures& figures) {
  impl_->store.with([&](StoreFigures& store) { store = figures; });
}

void Metrics::set_http(const std::string& listener, const HttpFigures& figures) {
  impl_->http.with([&](HttpServers& servers) { servers[listener] = figures; });
}

void Metrics::add_plugin(const std::string& name, const std::string& version,
                         const std::string& abi) {
  impl_->plugin_info
      .Add({{"plugin", printable(name)}, {"version", printable(version)}, {"abi", printable(abi)}})
      .Set(1);
}

void Metrics::config_reloaded(bool ok) {
  impl_->reload_ok.Set(ok ? 1 : 0);
  if (ok) impl_->reload_time.Set(to_seconds(impl_->clock.utc()));
}

void Metrics::set_config_file_changed(bool changed) { impl_->config_changed.Set(changed ? 1 : 0); }

std::string Metrics::render(PageFormat format) const {
  std::vector<MetricFamily> page = impl_->registry.Collect();
  append_store(page, impl_->store.with([](const StoreFigures& store) { return store; }));
  append_http(page, impl_->http.with([](const HttpServers& servers) { return servers; }));
  const auto process = impl_->process.with([](ProcessFigures& figures) { return figures.read(); });
  if (process) append_process(page, *process);
  return to_text(page, format);
}

}  // namespace showd
