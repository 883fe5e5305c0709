/// What the daemon measures of itself: runs, stages, queues, store, plugins, the process. The
/// fleet's own series are FleetExposition's.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "metrics/page_format.hpp"
#include "model/http_figures.hpp"
#include "model/run.hpp"
#include "model/store_figures.hpp"

namespace showd {

/// Thread: any, for every member; none waits for more than another's bookkeeping.
class Metrics {
 public:
  /// `clock` tells the timestamps; borrowed for the object's life.
  explicit Metrics(std::string_view version, const Clock& clock = system_clock());
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// The inventories there are, with their periods: new ones start at zero, the series of those
  /// that are gone leave at once, and what is told later of an unknown one is dropped.
  void set_inventories(const std::map<std::string, std::chrono::milliseconds>& every);
  /// A run that is over. It is its inventory's last success if devices answered and none failed.
  /// Its duration counts, as the last one and in the histogram, if it was a whole pass: it polled
  /// some device and passed over none because of the run before.
  void run_finished(const Run& run);
  /// A run was due while the one before was still going.
  void run_overrun(const std::string& inventory);

  /// One passed stage of one poll; names as of Stage's to_string.
  void stage(const std::string& platform, std::string_view stage, double seconds);
  /// One output: how many lines it had, and how many of them were not understood.
  void parsed(const std::string& platform, const std::string& command, std::uint64_t lines,
              std::uint64_t unmatched);
  void set_sessions_open(std::size_t count);
  /// Configured devices that are polled by `transport`.
  void set_devices(const std::string& transport, std::size_t count);
  void set_schedule_lag(double seconds);
  void set_queue_depth(const std::string& queue, std::size_t depth);
  void set_queue_bytes(const std::string& queue, std::size_t bytes);
  /// The wall clock was set while showd ran.
  void clock_jumped();
  void set_store(const StoreFigures& figures);
  /// Of the server that listens on `listener`: "tcp" or "control".
  void set_http(const std::string& listener, const HttpFigures& figures);
  /// Loaded once, at start.
  void add_plugin(const std::string& name, const std::string& version, const std::string& abi);
  void config_reloaded(bool ok);
  /// Since the configuration was last loaded.
  void set_config_file_changed(bool changed);

  /// Everything above and process_*. Reads /proc/self.
  [[nodiscard]] std::string render(PageFormat format = PageFormat::text) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace showd
