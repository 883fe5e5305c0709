#pragma once

#include <string>

#include "base/clock.hpp"

namespace showd {

/// What --at means, all UTC: "2026-01-31", "2026-01-31 12:00[:30]" and what showctl itself prints,
/// "2026-01-31T12:00:30Z". Errors: UsageError, also for days that are not in the calendar.
[[nodiscard]] UtcMillis parse_time(const std::string& text);

/// What --since means: that long before `clock`'s now. Errors: UsageError.
[[nodiscard]] UtcMillis parse_since(const std::string& text, const Clock& clock = system_clock());

}  // namespace showd
