#include "ctl/time_arguments.hpp"

#include <ctime>
#include <optional>

#include "base/units.hpp"
#include "ctl/command_line.hpp"

namespace showd {
namespace {

/// timegm() would make 3 March of 31 February, without a word.
std::optional<UtcMillis> millis_of(const std::tm& parts) {
  std::tm normal = parts;
  const std::time_t seconds = ::timegm(&normal);
  if (normal.tm_mday != parts.tm_mday || normal.tm_mon != parts.tm_mon) return std::nullopt;
  return static_cast<UtcMillis>(seconds) * 1000;
}

}  // namespace

UtcMillis parse_time(const std::string& text) {
  for (const char* form : {"%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M",
                           "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"}) {
    std::tm parts{};
    const char* end = ::strptime(text.c_str(), form, &parts);
    if (end != text.c_str() + text.size()) continue;
    if (const auto millis = millis_of(parts)) return *millis;
  }
  throw UsageError("--at: expected 'YYYY-MM-DD HH:MM[:SS]' in UTC, not '" + text + "'");
}

UtcMillis parse_since(const std::string& text, const Clock& clock) {
  const auto span = parse_duration(text);
  if (!span) throw UsageError("--since: expected a span such as 30m, 1h or 7d, not '" + text + "'");
  return clock.utc() - span->count();
}

}  // namespace showd
