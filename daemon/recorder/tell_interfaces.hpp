#pragma once

#include "fleet/fleet.hpp"
#include "model/poll_result.hpp"

namespace showd {

/// What changed: a line each, or one for more than 50 of them.
void tell_changes(const PollResult& poll, const Observation& seen);

/// Which known interfaces came out of sight, and which came back: one line each.
void tell_sightings(const PollResult& poll, const Observation& seen);

}  // namespace showd
