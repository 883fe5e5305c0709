#include "ctl/time_arguments.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <optional>

#include "base/text.hpp"
#include "base/units.hpp"
#include "base/utf8.hpp"
#include "ctl/command_line.hpp"

namespace showd {
namespace {

constexpr int kNoon = 12;
constexpr int kDaysOfWeek = 7;
constexpr long kFurthestZone = 14 * 3600;  // Line Islands

std::tm local(std::time_t seconds) {
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  return parts;
}

/// What is left of `text` behind what `form` takes; nothing if it does not fit.
std::optional<std::string_view> rest_after(const char* form, std::string_view text, std::tm& into) {
  const std::string terminated(text);
  if (terminated.size() != std::string_view(terminated.c_str()).size()) return std::nullopt;
  const char* const end = ::strptime(terminated.c_str(), form, &into);
  if (end == nullptr) return std::nullopt;
  return text.substr(static_cast<std::size_t>(end - terminated.c_str()));
}

/// Days before or after `parts`, with the time of day as it is.
std::tm moved(std::tm parts, int days) {
  std::tm noon = parts;
  noon.tm_hour = kNoon;
  noon.tm_mday += days;
  noon.tm_isdst = -1;
  const std::tm day = local(std::mktime(&noon));
  parts.tm_year = day.tm_year;
  parts.tm_mon = day.tm_mon;
  parts.tm_mday = day.tm_mday;
  return parts;
}

std::tm midnight(std::tm parts) {
  parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
  return parts;
}

/// A zone as RFC 3339 has it, in seconds east of UTC; nothing: none was said.
struct Zone {
  std::optional<std::int64_t> east;
};

/// Errors: nothing for what is no zone.
std::optional<Zone> read_zone(std::string_view text) {
  if (text.empty()) return Zone{};
  if (text.front() == ' ') text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  if (text == "Z" || text == "z" || text == "UTC") return Zone{0};
  std::tm parts{};
  const auto rest = rest_after("%z", text, parts);  // "+01:00", "+0100"
  if (!rest || !rest->empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  if (std::abs(parts.tm_gmtoff) > kFurthestZone) return std::nullopt;
  return Zone{parts.tm_gmtoff};
}

/// The calendar's moment. Nothing: there is no such day (timegm() would make 3 March of
/// 31 February, without a word).
std::optional<UtcMillis> millis_of(const std::tm& parts, const Zone& zone) {
  std::tm day = midnight(parts);
  day.tm_isdst = 0;
  (void)::timegm(&day);
  if (day.tm_mday != parts.tm_mday || day.tm_mon != parts.tm_mon) return std::nullopt;
  std::tm normal = parts;
  normal.tm_isdst = -1;
  const std::int64_t seconds =
      zone.east ? std::int64_t{::timegm(&normal)} - *zone.east : std::int64_t{std::mktime(&normal)};
  return seconds * 1000;
}

/// Takes the word of a day from the front: "yesterday", "monday" (the last one before today).
std::optional<std::tm> take_day(std::string_view& text, const std::tm& now) {
  static constexpr std::array<std::string_view, kDaysOfWeek> kDays = {
      "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
  const std::string word = to_lower(text.substr(0, text.find(' ')));
  std::optional<int> back;
  if (word == "today") back = 0;
  if (word == "yesterday") back = 1;
  for (int day = 0; day < kDaysOfWeek; ++day)
    if (word == kDays.at(static_cast<std::size_t>(day)))
      back = (now.tm_wday - day + kDaysOfWeek - 1) % kDaysOfWeek + 1;
  if (!back) return std::nullopt;
  text = trim(text.substr(word.size()));
  return midnight(moved(now, -*back));
}

std::string_view without_fraction(std::string_view text) {
  if (!text.starts_with('.')) return text;
  const std::size_t end = text.find_first_not_of("0123456789", 1);
  return end == std::string_view::npos ? "" : text.substr(end);
}

/// The time of day and the zone behind a day; no time is its beginning.
std::optional<UtcMillis> at_time(std::string_view text, std::tm day) {
  std::string_view zone_text = text;
  for (const char* form : {"%H:%M:%S", "%H:%M"}) {
    std::tm parts = day;
    const auto rest = rest_after(form, text, parts);
    if (!rest) continue;
    day = parts;
    zone_text = without_fraction(*rest);
    break;
  }
  const auto zone = read_zone(zone_text);
  return zone ? millis_of(day, *zone) : std::nullopt;
}

/// "2h", "2h ago".
std::optional<UtcMillis> read_span(std::string_view text, UtcMillis now) {
  constexpr std::string_view kAgo = " ago";
  if (text.ends_with(kAgo)) text.remove_suffix(kAgo.size());
  const auto span = parse_duration(text);
  return span ? std::optional(now - span->count()) : std::nullopt;
}

/// "14:00": when it last was.
std::optional<UtcMillis> read_time_of_day(std::string_view text, const std::tm& today,
                                          UtcMillis now) {
  if (text.find(':') == std::string_view::npos || text.find('-') == 4) return std::nullopt;
  const auto moment = at_time(text, midnight(today));
  return moment && *moment > now ? at_time(text, midnight(moved(today, -1))) : moment;
}

std::optional<UtcMillis> read_date(std::string_view text) {
  std::tm day{};
  auto rest = rest_after("%Y-%m-%d", text, day);
  if (!rest) return std::nullopt;
  if (rest->starts_with('T') || rest->starts_with('t') || rest->starts_with(' '))
    return rest->size() == 1 ? std::nullopt : at_time(rest->substr(1), day);
  return rest->empty() ? at_time("", day) : std::nullopt;
}

std::optional<UtcMillis> read_moment(std::string_view text, UtcMillis now) {
  if (text == "now") return now;
  if (const auto moment = read_span(text, now)) return moment;
  const std::tm today = local(static_cast<std::time_t>(now / 1000));
  if (const auto day = take_day(text, today)) return at_time(text, *day);
  if (const auto moment = read_time_of_day(text, today, now)) return moment;
  return read_date(text);
}

}  // namespace

UtcMillis parse_moment(std::string_view option, const std::string& text, const Clock& clock) {
  if (const auto moment = read_moment(text, clock.utc())) return *moment;
  throw UsageError(
      fmt::format("{}: expected a time such as 2h, 14:00, 'yesterday 14:00', '2026-01-31 12:00' or "
                  "2026-01-31T12:00:00Z, not '{}'",
                  option, printable(text, 60)));
}

std::string local_time(UtcMillis moment) {
  const std::tm parts = local(static_cast<std::time_t>(moment / 1000));
  std::array<char, 64> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S %Z", &parts);
  return {text.data(), size};
}

}  // namespace showd
