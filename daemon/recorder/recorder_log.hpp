#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fleet/fleet.hpp"
#include "model/poll_result.hpp"

namespace showd {

/// What the log says of polls. The reason is the news: a failing device has a line when it begins
/// to fail, whenever class or stage of the failure change, and when it answers again; nothing in
/// between. A host key that is not the pinned one is an error, each further key anew. What a parser
/// could not read is told once per device and text.
/// Memory: bounded per device, freed when it leaves. Thread: the recorder's.
class RecorderLog {
 public:
  /// After fleet and store have taken it: `poll.error` is the fleet's word, too.
  void poll(const PollResult& poll, const Observation& seen);
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

  std::map<std::string, Told> told_;  ///< devices of which there was something to tell
};

}  // namespace showd
