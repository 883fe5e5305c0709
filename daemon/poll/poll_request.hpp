#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/device.hpp"

namespace showd {

/// One poll that somebody wants.
struct PollRequest {
  std::shared_ptr<const Device> device;
  std::uint64_t run = 0;  ///< 0: no run, a person asked
  /// Instead of the device's own; then the raw outputs come back and nothing is parsed.
  std::vector<std::string> raw_commands;
  /// How soon the next poll is expected; 0: never, so the session is not kept.
  std::chrono::milliseconds period{0};
};

}  // namespace showd
