/// A line of the log in its forms. Pure: where it goes is log.cpp's business.
///
/// Everything in it may come from a device. Each value is made printable (see utf8.hpp: no control
/// character is left, so no line end) and cut, and is quoted where the form gives a character a
/// meaning: by in_quotes() for JSON as well, for what printable() leaves has no other meaning there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"

namespace showd::log {

struct Line {
  Level level;
  const About& about;
  std::string_view message;
  UtcMillis at = 0;
};

/// "2026-11-25T14:31:22.123+00:00 info r1: answers again". `colour`: the level, for a terminal.
[[nodiscard]] std::string as_text(const Line& line, bool colour = false);
/// time=2026-11-25T14:31:22.123+00:00 level=info msg="r1: ..." event=device_failed device=r1 run=12
/// Values of other characters than letters, digits and ._:/+@- stand in double quotes, in which \"
/// and \\ are quote and backslash. `devices` and `interfaces` are lists, by commas.
[[nodiscard]] std::string as_logfmt(const Line& line);
/// The same as one JSON object; `run` is a number, `devices` and `interfaces` are arrays.
[[nodiscard]] std::string as_json(const Line& line);
/// "MESSAGE=...", "PRIORITY=6", "MESSAGE_ID=...", "DEVICE=r1", ...: one string a field, for
/// sd_journal_sendv(3). Lists become several fields of one name, so that each member is found.
[[nodiscard]] std::vector<std::string> as_journal_fields(const Line& line);

}  // namespace showd::log
