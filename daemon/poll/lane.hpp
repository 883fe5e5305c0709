#pragma once

#include <cstdint>

namespace showd {

/// Where a poll waits: devices whose last login failed wait among themselves, so that however many
/// they are they never keep the others waiting.
enum class Lane : std::uint8_t { main, failing };

}  // namespace showd
