#pragma once

#include <cstddef>

#include "model/poll_result.hpp"

namespace showd {

/// Bytes of memory that a result holds while it waits for the recorder; an estimate that is right
/// to a tenth or so. Costs a walk over its interfaces.
[[nodiscard]] std::size_t memory_of(const PollResult& poll);

}  // namespace showd
