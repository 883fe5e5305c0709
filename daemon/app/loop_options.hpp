#pragma once

#include "config/config.hpp"
#include "poll/loop_pool.hpp"

namespace showd {

/// What `polling:` of a config says of the loops.
[[nodiscard]] inline LoopPoolOptions loop_options(const PollingOptions& polling) {
  LoopPoolOptions options;
  options.threads = polling.threads;
  options.connect_timeout = polling.connect_timeout;
  options.max_sessions = polling.max_sessions;
  options.max_handshakes = polling.max_handshakes;
  options.max_logins_per_address = polling.max_logins_per_address;
  options.output_limit = polling.output_limit;
  options.max_interfaces = polling.max_interfaces;
  return options;
}

}  // namespace showd
