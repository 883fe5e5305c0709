/// The last known state of every device. The recorder thread owns the Fleet and turns each
/// PollResult into changes for the store and a new immutable snapshot for metrics and http.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/clock_watch.hpp"
#include "base/guarded.hpp"
#include "base/result.hpp"
#include "fleet/interface_table.hpp"
#include "model/change.hpp"
#include "model/device.hpp"
#include "model/known_device.hpp"
#include "model/poll_result.hpp"

namespace showd {

/// Interfaces of one device, unless the configuration says otherwise.
inline constexpr std::size_t kMaxInterfaces = 20'000;

/// One device as readers see it; immutable, replaced as a whole by the next poll.
struct DeviceState {
  std::shared_ptr<const Device> device;
  bool polled = false;            ///< at least once since showd started
  bool reachable = false;         ///< transport answered at the last poll
  bool up = false;                ///< logged in and every required command parsed
  bool session_reused = false;    ///< the last poll went on a session kept from the one before
  bool host_key_refused = false;  ///< it showed one that is not trusted, and no good one yet
  bool host_key_changed = false;  ///< likewise, and another one is pinned
  std::string result;             ///< of the last poll: "ok" or an Errc's name; "" before the first
  std::string stage;              ///< where it failed; "" if it did not
  std::string error;              ///< one line for people; "" if it did not
  UtcMillis last_poll = 0;
  UtcMillis last_success = 0;  ///< also before showd started; 0: never, as far as known
  /// When the next poll is due, if nobody asks before; 0 before the first.
  UtcMillis next_poll = 0;
  double last_duration_seconds = 0;
  std::uint32_t failures_in_a_row = 0;
  std::map<std::string, std::uint64_t> polls_by_result;        ///< since showd started
  std::array<std::uint64_t, kStageCount> failures_by_stage{};  ///< likewise; by Stage's number
  /// Of the last poll that was parsed: how much was not understood, and what the parsers said of
  /// it (null: nothing).
  bool parsed = false;  ///< there was one
  std::uint32_t unmatched_lines = 0;
  std::uint32_t lossy_outputs = 0;  ///< a row of them was lost, or they are in doubt as a whole
  std::shared_ptr<const std::vector<Coverage>> explained;
  std::size_t not_observed = 0;  ///< known interfaces that the last good poll could not tell of
  /// Those observed in the last three good polls. Null when nothing is known, or no longer: three
  /// periods went by without a good poll.
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
  std::vector<Change> changes;  ///< by interface name, those that disappeared last
  std::vector<Sighting> sightings;
  std::size_t not_observed = 0;  ///< known interfaces that the poll could not tell of
  std::size_t in_doubt = 0;      ///< of those: vanished in a mass; the next poll has to confirm
  /// Why the poll failed: its own error, or that it brought more interfaces than may be.
  std::optional<Error> error;
  DeviceStatePtr state;  ///< null: the device has left, or was replaced; forget the poll
};

/// Compares each poll with what was known before.
///
/// - A poll that failed changes nothing but the device's own figures. What it did not see is not
///   observed; it is neither unchanged nor gone. A cancelled poll says nothing of the device.
/// - An interface that a good poll no longer lists has disappeared, if nothing in the outputs
///   could hide it: no row was lost, and no line was not understood but those that stood there
///   already when everything known was listed. Otherwise it was not observed: it stays as known,
///   is in no change, and leaves what is published after three such polls.
/// - What was shown by other commands than those of this poll was not observed either: who asks for
///   less does not make it go away.
/// - If more than 3 and more than a fifth of what is known vanish at once, the next such output has
///   to confirm it; until then they were not observed. (Not kept over a restart.)
/// - A good poll without any interface says nothing of them (a device may be asked other commands
///   only).
/// - A device has at most `max_interfaces`, those included that are not observed, or that came and
///   went within an hour. A poll that brings more is refused as a whole.
/// - What a good poll does not state of an interface stays as last known (it came from an optional
///   command), except: counters and ages, which are only ever of this poll, and `reason`, which
///   goes when the status it explained has changed.
/// - A device whose address or platform changed begins anew: its next poll is still compared by
///   interface name, but nothing is carried over.
///
/// Invariant: what is compared (`known_`) survives failures; what is published does not outlive
/// three missed periods. Thread: the recorder's, but for snapshot(). Never touches the store.
class Fleet {
 public:
  explicit Fleet(const Clock& clock = system_clock(), std::size_t max_interfaces = kMaxInterfaces)
      : clock_(clock), max_interfaces_(max_interfaces) {}

  /// From now on a device has at most so many; what is known of it stays.
  void limit_interfaces(std::size_t most) { max_interfaces_ = most; }

  /// From now on these devices and no others: each has a state at once, those not named leave at
  /// once, the others keep theirs. Returns the names of those that are new here; the caller
  /// restores what the store knows of them.
  std::vector<std::string> configure(const std::vector<WatchedDevice>& devices);

  /// What to compare the device's first poll with; not published before that, but for its last
  /// success. No effect on a device that is unknown or already polled well.
  void restore(const KnownDevice& known);

  /// The wall clock came back: puts right what it stamped while it was wrong.
  void restamp(const std::vector<WrongStamps>& wrong);

  /// The device failed and is left alone until then. No effect on one that did not.
  void left_alone(const std::string& device, UtcMillis until);

  /// Takes poll.interfaces.
  [[nodiscard]] Observation observe(PollResult& poll);
  [[nodiscard]] Observation observe(PollResult&& poll) { return observe(poll); }

  /// Nobody is shown interfaces of which three periods brought no word. Ask every second or so.
  void withdraw_stale();

  /// As of the last call of one of the above; the same pointer while nothing changed. Thread: any.
  /// Made when it is asked for: some 4 ms for 10,000 devices (bench_store).
  [[nodiscard]] FleetSnapshotPtr snapshot() const;

 private:
  using Table = std::shared_ptr<const InterfaceTable>;
  struct Watched {
    std::chrono::milliseconds every{0};
    DeviceStatePtr state;
    Table known;             ///< to compare with; null: nothing known
    UtcMillis compared = 0;  ///< start of the last poll that it was compared with
    /// Lines that were not understood while all that is known was listed: they hide nothing.
    std::vector<std::uint64_t> noise;
    Monotonic hour{};          ///< when the counting of `appeared` began
    std::size_t appeared = 0;  ///< interfaces, within that hour
    bool replaced = false;     ///< another address or platform since `known`: carry nothing over
    bool published = false;    ///< state->interfaces is set
    Monotonic last_good{};     ///< meaningful when published
  };
  /// What readers are shown.
  struct Board {
    std::map<std::string, DeviceStatePtr> states;
    FleetSnapshotPtr asked_for;  ///< of these states; null: nobody asked since they changed
  };
  void take(Watched& watched, PollResult& poll, Observation& seen) const;
  [[nodiscard]] bool too_many_came(Watched& watched, std::size_t more) const;
  [[nodiscard]] bool is_stale(const Watched& watched, Monotonic now) const;
  void show(const Watched& watched);
  void show_all();

  const Clock& clock_;
  std::size_t max_interfaces_;
  std::map<std::string, Watched> devices_;
  mutable Guarded<Board> board_;
};

}  // namespace showd
