/// What the store has been told and not yet written: values, so that a failed transaction can be
/// tried again.
#pragma once

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/clock_watch.hpp"
#include "model/interface.hpp"
#include "store/store.hpp"

namespace showd {

/// showd starts: devices that were watched have not been since `last_alive`.
struct OpenGaps {
  UtcMillis last_alive = 0;
  UtcMillis now = std::numeric_limits<UtcMillis>::max();  ///< stamps after it are not believed
};

struct SetDevices {
  struct Row {
    std::string name, inventory, platform, address, transport;
    std::int64_t port = 0;
    std::map<std::string, std::string> labels;
    std::vector<std::string> groups;
  };
  UtcMillis at = 0;
  std::vector<Row> rows;
};

struct PollRow {
  std::string device;
  std::uint64_t run = 0;
  UtcMillis started = 0;
  std::int64_t duration_ms = 0;
  std::string result;  ///< "ok" or the Errc's name
  std::optional<std::string> stage, error;
  std::optional<std::string> key_type, key_sha256;  ///< pinned during this poll
  [[nodiscard]] bool ok() const { return result == "ok"; }
};

/// Polls of a device that began within one hour.
struct HourRow {
  std::string device;
  UtcMillis hour = 0;  ///< its beginning
  std::int64_t polls = 0, failed = 0;
  std::int64_t ok_ms = 0, longest_ms = 0;  ///< of the good ones: sum and longest
};

[[nodiscard]] HourRow hour_of(const PollRow& poll);
/// Of the same device and hour.
void add(HourRow& into, const HourRow& more);

/// An interface is as `state` says from `at` on; nothing: it is gone.
struct StateRow {
  std::string device, if_name;
  UtcMillis at = 0;
  std::optional<Interface> state;
};

/// A good poll observed the interface again, or could not tell of it and `at` was the last time.
struct SightingRow {
  std::string device, if_name;
  UtcMillis at = 0;
  bool observed = false;
};

struct AcceptKey {
  std::string device, type, sha256;
  UtcMillis at = 0;
};

struct ForgetKeys {
  std::string device;
};

/// What a file is told that takes another one's place: how things stand, and nothing of how they
/// came to. The file may be new, or a copy that knows less or other things.
struct Present {
  UtcMillis at = 0;          ///< when the file is told
  UtcMillis last_alive = 0;  ///< what the file knows ends here; 0: it is new, or the same as before
  bool same_file = false;    ///< it lost its log only
  SetDevices devices;
  std::vector<KnownDevice> known;
  std::vector<PinnedKey> keys;
};

/// The wall clock was set: it is ahead by so much from now on, and stamps are known to be wrong.
struct ClockSet {
  UtcMillis ahead = 0;
  UtcMillis since = 0;
  std::vector<WrongStamps> wrong;
};

using Operation = std::variant<OpenGaps, SetDevices, PollRow, HourRow, StateRow, SightingRow, Run,
                               AcceptKey, ForgetKeys, ClockSet>;

/// Gives up what a later operation makes obsolete: intermediate states of one interface, good polls
/// before a device's last, the first word about a run, sets of devices before the last. Keeps the
/// order of the rest, and the counts of the polls by the hour.
[[nodiscard]] std::vector<Operation> coalesce(std::vector<Operation> operations);

}  // namespace showd
