#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/clock.hpp"
#include "base/clock_watch.hpp"
#include "base/guarded.hpp"
#include "fleet/fleet.hpp"
#include "metrics/metrics.hpp"
#include "model/poll_result.hpp"
#include "recorder/recorder_log.hpp"
#include "store/store.hpp"

namespace showd {

/// The inventories as they are from now on.
struct FleetConfigured {
  std::vector<WatchedDevice> devices;
  std::size_t max_interfaces = kMaxInterfaces;  ///< of one device
};
/// After failures a device is not asked until then.
struct LeftAlone {
  std::string device;
  UtcMillis until;
};
struct HostKeyAccepted {
  std::string device;
  HostKey key;
};
struct HostKeyForgotten {
  std::string device;
};

/// What the recorder can be told.
using RecorderMessage =
    std::variant<PollResult, Run, FleetConfigured, LeftAlone, HostKeyAccepted, HostKeyForgotten>;

struct RecorderOptions {
  std::filesystem::path database;
  std::chrono::milliseconds retention;
  std::size_t queue_bytes = 256 << 20;  ///< of results that wait, at most
  /// After that what still waits is given up: the unit gives 20 s for all.
  std::chrono::milliseconds stop_within{5'000};
  bool tell_every_run = false;  ///< in the log, not only those in which devices failed
  std::function<void()> before_migration = {};  ///< see Store
};

/// The thread behind the polls: what they brought becomes fleet state and history. It alone touches
/// Fleet and Store; everybody else reads snapshots.
class Recorder {
 public:
  /// Opens the store and takes up what it knows. Errors: StoreError.
  /// `clock` is borrowed for the object's life.
  Recorder(const RecorderOptions& options, std::shared_ptr<Metrics> metrics,
           const Clock& clock = system_clock());
  ~Recorder();  ///< stop()

  /// Before start(): the keys that devices are held to.
  [[nodiscard]] std::vector<PinnedKey> host_keys() const { return store_.host_keys(); }

  /// The first inventories; every device has a state in the snapshot when it returns.
  void start(FleetConfigured fleet);

  /// Messages are never refused but after stop(); then false, and counted. A result for which there
  /// is no room becomes a failure, resource_limit: that it was lost is told like any other result.
  /// Thread: any; never waits.
  bool tell(RecorderMessage&& message);

  /// True while there is room for the results of so many polls under way and of one more, by the
  /// size of the results that came lately. Who polls holds new polls back otherwise. Thread: any.
  [[nodiscard]] bool has_room(std::size_t polls_under_way) const;

  /// Everything told before is in the database when it returns, if the database lets us and
  /// RecorderOptions::stop_within is enough; the rest is given up, and counted.
  void stop();

  // Thread: any.
  [[nodiscard]] FleetSnapshotPtr fleet() const { return fleet_.snapshot(); }
  [[nodiscard]] StoreFigures store_figures() const;
  [[nodiscard]] std::size_t queue_depth() const { return queue_.depth(); }
  [[nodiscard]] std::size_t queue_bytes() const { return queue_.bytes(); }
  /// A poll that was good when it was told did not get into the fleet's state: too many interfaces,
  /// or no room. Its run, once over, counts it as failed.
  [[nodiscard]] bool some_refused() const noexcept { return some_refused_; }
  /// True if the thread has turned since the last call: for the watchdog.
  [[nodiscard]] bool turned() noexcept { return turned_.exchange(false); }

 private:
  [[nodiscard]] bool tell_poll(PollResult&& poll);
  void lose(std::size_t messages);
  void run();
  void handle(PollResult&& poll);
  void count_again(Run& run);
  void handle(Run&& run);
  void handle(FleetConfigured&& fleet);
  void handle(LeftAlone&& device);
  void handle(HostKeyAccepted&& accepted);
  void handle(HostKeyForgotten&& forgotten);
  void measure(const PollResult& poll);
  void look_at_clock();
  void commit();
  void withdraw_stale();
  void retain();
  [[nodiscard]] std::chrono::milliseconds idle_time() const;

  // Its own thread's, once start() returned.
  const Clock& clock_;
  Store store_;
  Fleet fleet_;
  ClockWatch clock_watch_;
  UtcMillis doubted_ = 0;  ///< what retention does not believe of the clock
  const std::chrono::milliseconds retention_;
  const std::chrono::milliseconds stop_within_;
  Monotonic next_stale_{};
  Monotonic next_retention_{};
  RecorderLog log_;
  std::map<std::uint64_t, std::uint32_t> good_polls_;  ///< of each run that is not over
  bool commit_failed_ = false;

  // Shared.
  std::shared_ptr<Metrics> metrics_;
  const std::size_t room_;  ///< bytes, for what waits and what polls under way will bring
  BoundedQueue<RecorderMessage> queue_;
  std::atomic<std::size_t> usual_bytes_;  ///< of one result: a running mean
  Guarded<StoreFigures> figures_;
  std::atomic<std::uint64_t> lost_ = 0;
  std::atomic<bool> turned_ = true;
  std::atomic<bool> some_refused_ = false;
  std::thread thread_;
};

}  // namespace showd
