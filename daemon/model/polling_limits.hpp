#pragma once

#include <chrono>
#include <cstddef>

namespace showd {

/// How much polling may take, of the devices and of this machine: what `polling:` of a config says,
/// and what the loops hold to. A reload may change all of it but `threads`.
struct PollingLimits {
  unsigned threads = 0;  ///< loops; 0: one per core
  std::chrono::milliseconds connect_timeout{5'000};
  std::size_t max_sessions = 20'000;       ///< open at once, on all loops
  std::size_t max_handshakes = 32;         ///< at once, per loop
  std::size_t max_logins_per_address = 4;  ///< at once
  /// A login that takes longer lends its places to the next one in line. Not in the config.
  std::chrono::milliseconds login_patience{1'000};
  std::size_t output_limit = 8 << 20;   ///< bytes of one command's output
  std::size_t max_interfaces = 20'000;  ///< of one device
  bool operator==(const PollingLimits&) const = default;
};

}  // namespace showd
