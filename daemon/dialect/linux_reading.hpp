#pragma once

#include "dialect/words.hpp"

namespace showd {

/// Commands of Linux, and of the CLIs that are Linux, that only read: ip, bridge, ethtool, nv show.
/// `words` is not empty. Thread: any.
[[nodiscard]] bool is_linux_reading(const Words& words);

}  // namespace showd
