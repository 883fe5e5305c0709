#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace showd {

/// A moment as people say it, in the local time zone where none is said: "2h" and "2h ago", "now",
/// "14:00" (when it last was), "yesterday 14:00", "monday", "2026-01-31", "2026-01-31 12:00[:30]",
/// RFC 3339 ("2026-01-31T12:00:30Z", "...+01:00"). Days begin at 00:00.
/// Errors: UsageError that names `option`, also for days that are not in the calendar.
[[nodiscard]] UtcMillis parse_moment(std::string_view option, const std::string& text,
                                     const Clock& clock = system_clock());

/// "2026-01-31 12:00:30 CET": the local time, and its zone.
[[nodiscard]] std::string local_time(UtcMillis moment);

}  // namespace showd
