#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace showd {

/// How long after its `failures`-th failure in a row a device is left alone: nothing after the
/// first, then the period doubled each time, at most 16 periods or 5 minutes (whichever is less,
/// but never under one period), spread by +-20 % so that devices which fell together do not come
/// back together. Deterministic in its arguments.
[[nodiscard]] std::chrono::milliseconds backoff(std::string_view device, std::uint32_t failures,
                                                std::chrono::milliseconds period);

/// A number in [0, 1) that belongs to `text`: the same in every process and on every machine.
[[nodiscard]] double unit_hash(std::string_view text, std::uint64_t salt = 0);

}  // namespace showd
