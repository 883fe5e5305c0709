/// The last known state of every device. The recorder thread owns the Fleet and turns each
/// PollResult into changes for the store and a new immutable snapshot for metrics and http.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/change.hpp"
#include "model/device.hpp"
#include "model/known_device.hpp"
#include "model/poll_result.hpp"

namespace showd {

/// One interface with what the fleet adds to its last observation.
struct InterfaceState {
  Interface seen;             ///< as of the device's last good poll
  UtcMillis since = 0;        ///< when the present admin and oper status were first observed
  std::uint64_t changes = 0;  ///< of admin or oper status since showd started
  UtcMillis last_change = 0;  ///< device's own word if it gives an age, else ours; 0: not known
};

using InterfaceTable = std::map<std::string, InterfaceState>;

/// One device as readers see it; immutable, replaced as a whole by the next poll.
struct DeviceState {
  std::shared_ptr<const Device> device;
  bool polled = false;     ///< at least once since showd started
  bool reachable = false;  ///< transport answered at the last poll
  bool up = false;         ///< logged in and every required command parsed
  std::string result;      ///< of the last poll: "ok" or an Errc's name; "" before the first
  std::string stage;       ///< where it failed; "" if it did not
  std::string error;       ///< one line for people; "" if it did not
  UtcMillis last_poll = 0;
  UtcMillis last_success = 0;
  double last_duration_seconds = 0;
  std::uint32_t failures_in_a_row = 0;
  std::map<std::string, std::uint64_t> polls_by_result;  ///< since showd started
  std::map<std::string, std::uint64_t> failures_by_stage;
  /// Null when nothing is known, or no longer: three periods went by without a good poll.
  std::shared_ptr<const InterfaceTable> interfaces;
};

using DeviceStatePtr = std::shared_ptr<const DeviceState>;

/// Every configured device, by name. Immutable.
struct FleetSnapshot {
  std::map<std::string, DeviceStatePtr> devices;
};

using FleetSnapshotPtr = std::shared_ptr<const FleetSnapshot>;

/// A device with the period of its inventory.
struct WatchedDevice {
  std::shared_ptr<const Device> device;
  std::chrono::milliseconds every;
};

/// What one poll meant.
struct Observation {
  std::vector<Change> changes;  ///< by interface name
  DeviceStatePtr state;         ///< null: the device has left, or was replaced; forget the poll
};

/// Compares each poll with what was known before.
///
/// - A poll that failed changes nothing but the device's own figures. What it did not see is not
///   observed; it is neither unchanged nor gone. A cancelled poll says nothing of the device.
/// - An interface that a good poll no longer lists has disappeared. A good poll without any
///   interface says nothing of them (a device may be asked other commands only).
/// - What a good poll does not state of an interface stays as last known (it came from an optional
///   command), except: counters and ages, which are only ever of this poll, and `reason`, which
///   goes when the status it explained has changed.
/// - A device whose address or platform changed begins anew: its next poll is still compared by
///   interface name, but nothing is carried over.
///
/// Invariant: what is compared (`known_`) survives failures; what is published does not outlive
/// three missed periods. Thread: the recorder's. Never touches the store: `app` ties the ends.
class Fleet {
 public:
  explicit Fleet(const Clock& clock = system_clock()) : clock_(clock) {}

  /// From now on these devices and no others: each has a state at once, those not named leave at
  /// once, the others keep theirs. Returns the names of those that are new here; the caller
  /// restores what the store knows of them.
  std::vector<std::string> configure(const std::vector<WatchedDevice>& devices);

  /// What to compare the device's first poll with; not published before that. No effect on a
  /// device that is unknown or already polled well.
  void restore(const KnownDevice& known);

  [[nodiscard]] Observation observe(const PollResult& poll);

  /// As of now; the same pointer while nothing changed. Some 4 ms for 10,000 devices (bench_store):
  /// ask every 100 ms or so, not per poll.
  [[nodiscard]] FleetSnapshotPtr snapshot();

 private:
  using Table = std::shared_ptr<const InterfaceTable>;
  struct Watched {
    std::chrono::milliseconds every{0};
    DeviceStatePtr state;
    Table known;             ///< to compare with; null: nothing known
    bool replaced = false;   ///< another address or platform since `known`: carry nothing over
    bool published = false;  ///< state->interfaces is set
    Monotonic last_good{};   ///< meaningful when published
  };
  void withdraw_stale(Watched& watched, Monotonic now);

  const Clock& clock_;
  std::map<std::string, Watched> devices_;
  FleetSnapshotPtr snapshot_ = std::make_shared<FleetSnapshot>();
  bool dirty_ = false;
};

}  // namespace showd
