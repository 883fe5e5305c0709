#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"

namespace showd {

/// One pass over one inventory, as far as it got. Told when it begins and again when its last poll
/// has ended; the last word counts.
struct Run {
  std::uint64_t id = 0;  ///< as in PollResult::run: counted by this process, from 1
  std::string inventory;
  UtcMillis started = 0;
  std::optional<std::chrono::milliseconds> duration;  ///< absent while it lasts
  std::uint32_t devices = 0;                          ///< in the inventory when the run began
  std::uint32_t ok = 0;
  std::uint32_t failed = 0;
  std::uint32_t busy = 0;        ///< not polled: still busy from an earlier run
  std::uint32_t backed_off = 0;  ///< not polled: left alone after repeated failures

  [[nodiscard]] std::uint32_t skipped() const noexcept { return busy + backed_off; }
};

}  // namespace showd
