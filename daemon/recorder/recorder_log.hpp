#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fleet/fleet.hpp"
#include "model/poll_result.hpp"
#include "model/run.hpp"
#include "recorder/run_tally.hpp"

namespace showd {

/// What the log says of polls. The reason is the news: a failing device has a line when it begins
/// to fail, whenever class or stage of the failure change, and when it answers again; nothing in
/// between. A host key that is not the pinned one is an error, each further key anew. What a parser
/// could not read is told once per device and text. When many meet the same fate in one run, the
/// first ten have a line each and the others one together, at the run's end. A run in which devices
/// failed ends with its sum.
/// Memory: bounded per device, freed when it leaves. Thread: the recorder's.
class RecorderLog {
 public:
  /// `tell_every_run`: the sum also of runs in which all was well.
  explicit RecorderLog(bool tell_every_run = false) : tell_every_run_(tell_every_run) {}

  /// After fleet and store have taken it: `poll.error` is the fleet's word, too.
  void poll(const PollResult& poll, const Observation& seen);
  /// A run begins or is over; all its polls were told before.
  void run(const Run& run);
  /// No more will come: tells what waits for the end of its run.
  void finish();
  /// Forgets the devices that are not among these.
  void keep_only(const std::vector<WatchedDevice>& devices);

 private:
  struct Trouble {
    Errc code;
    Stage stage;
    std::string shown_key;  ///< fingerprint that was refused; empty: none
    bool operator==(const Trouble&) const = default;
  };
  struct Told {
    std::optional<Trouble> trouble;
    std::set<std::size_t> explained;  ///< hashes of what was told
  };

  void failure(const PollResult& poll);
  void success(const PollResult& poll);
  void explained(const PollResult& poll);
  void tell(log::Level level, const PollResult& poll, const News& news, const log::About& about,
            const std::string& text);
  [[nodiscard]] RunTally& tally(const PollResult& poll);

  const bool tell_every_run_;
  std::map<std::string, Told> told_;        ///< devices of which there was something to tell
  std::map<std::uint64_t, RunTally> runs_;  ///< that are not over and had a failure or recovery
};

}  // namespace showd
