#include "common/numbers.hpp"

#include <array>
#include <charconv>

#include "common/lines.hpp"

namespace showd::text {
namespace {

bool multiply(std::uint64_t& value, std::uint64_t factor) noexcept {
  return !__builtin_mul_overflow(value, factor, &value);
}

/// Takes the digits off the front of `text`; nothing when there are none or they do not fit.
std::optional<std::uint64_t> take_number(std::string_view& text) noexcept {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::string_view take_letters(std::string_view& text) noexcept {
  std::size_t size = 0;
  while (size < text.size() && is_letter(text[size])) ++size;
  const std::string_view letters = text.substr(0, size);
  text.remove_prefix(size);
  return letters;
}

/// 0: no such prefix.
std::uint64_t power_of_1000(char c) noexcept {
  switch (c) {
    case 'k':
    case 'K':
      return 1'000;
    case 'm':
    case 'M':
      return 1'000'000;
    case 'g':
    case 'G':
      return 1'000'000'000;
    case 't':
    case 'T':
      return 1'000'000'000'000;
    default:
      return 0;
  }
}

bool is_bits_per_second(std::string_view unit) noexcept {
  for (const std::string_view known : {"", "b", "bps", "b/s", "bit", "bits", "bit/s", "bits/s",
                                       "bit/sec", "bits/sec", "b/sec", "bits/second"})
    if (equal_nocase(unit, known)) return true;
  return false;
}

struct Unit {
  std::string_view letter, word;
  std::uint64_t seconds;
};
constexpr std::array<Unit, 6> kUnits = {Unit{"y", "year", 31'536'000}, Unit{"w", "week", 604'800},
                                        Unit{"d", "day", 86'400},      Unit{"h", "hour", 3'600},
                                        Unit{"m", "minute", 60},       Unit{"s", "second", 1}};
constexpr std::size_t kHours = 3;

/// The unit's place in kUnits, from `from` on; kUnits.size() if it is none.
std::size_t find_unit(std::string_view name, std::size_t from) noexcept {
  for (std::size_t i = from; i < kUnits.size(); ++i) {
    const Unit& unit = kUnits[i];
    if (equal_nocase(name, unit.letter) || equal_nocase(name, unit.word)) return i;
    if (name.size() == unit.word.size() + 1 && starts_with_nocase(name, unit.word) &&
        (name.back() == 's' || name.back() == 'S'))
      return i;
    if (i == kHours + 1 && equal_nocase(name, "min")) return i;
    if (i == kHours + 2 && equal_nocase(name, "sec")) return i;
  }
  return kUnits.size();
}

/// "MM:SS" or "MM" behind "HH:": the rest of a clock.
std::optional<std::uint64_t> clock(std::uint64_t hours, std::string_view& text) noexcept {
  std::uint64_t seconds = hours;
  if (!multiply(seconds, 3'600)) return std::nullopt;
  for (const std::uint64_t factor : {60, 1}) {
    if (!text.starts_with(':')) return factor == 1 ? std::optional(seconds) : std::nullopt;
    text.remove_prefix(1);
    const auto value = take_number(text);
    if (!value || *value > 59) return std::nullopt;
    if (__builtin_add_overflow(seconds, *value * factor, &seconds)) return std::nullopt;
  }
  return seconds;
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) noexcept {
  const auto value = take_number(text);
  return text.empty() ? value : std::nullopt;
}

std::optional<std::uint64_t> parse_speed_bps(std::string_view text) noexcept {
  auto value = take_number(text);
  if (!value) return std::nullopt;
  std::uint64_t divisor = 1;
  if (text.size() > 1 && text[0] == '.' && is_digit(text[1])) {
    for (text.remove_prefix(1); !text.empty() && is_digit(text[0]); text.remove_prefix(1)) {
      if (divisor > 1'000'000'000'000 || !multiply(*value, 10)) return std::nullopt;
      divisor *= 10;
      if (__builtin_add_overflow(*value, static_cast<std::uint64_t>(text[0] - '0'), &*value))
        return std::nullopt;
    }
  }
  text = trim(text);
  if (!text.empty()) {
    if (const std::uint64_t factor = power_of_1000(text[0])) {
      if (!multiply(*value, factor)) return std::nullopt;
      text.remove_prefix(1);
    }
  }
  if (!is_bits_per_second(text) || *value % divisor != 0) return std::nullopt;
  return *value / divisor;
}

std::optional<std::uint64_t> parse_duration_seconds(std::string_view text) noexcept {
  text = trim(text);
  if (text.empty()) return std::nullopt;
  std::uint64_t total = 0;
  for (std::size_t next_unit = 0; !text.empty();) {
    auto value = take_number(text);
    if (!value) return std::nullopt;
    if (text.starts_with(':')) {
      if (next_unit > kHours) return std::nullopt;
      value = clock(*value, text);
      if (!value) return std::nullopt;
      next_unit = kUnits.size();
    } else {
      text = trim(text);
      const std::size_t unit = find_unit(take_letters(text), next_unit);
      if (unit == kUnits.size() || !multiply(*value, kUnits[unit].seconds)) return std::nullopt;
      next_unit = unit + 1;
    }
    if (__builtin_add_overflow(total, *value, &total)) return std::nullopt;
    text = trim(text);
    if (text.size() > 1 && text[0] == ',') text = trim(text.substr(1));
  }
  return total;
}

std::optional<std::int64_t> parse_calendar_seconds(std::string_view text,
                                                   std::string_view* rest) noexcept {
  struct Part {
    char before;
    std::uint64_t low, high;
  };
  constexpr std::array<Part, 6> kParts = {Part{0, 1970, 9999}, Part{'-', 1, 12}, Part{'-', 1, 31},
                                          Part{' ', 0, 23},    Part{':', 0, 59}, Part{':', 0, 60}};
  std::array<std::int64_t, 6> value{};
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    if (kParts[i].before) {
      if (!text.starts_with(kParts[i].before)) return std::nullopt;
      text.remove_prefix(1);
    }
    const auto number = take_number(text);
    if (!number || *number < kParts[i].low || *number > kParts[i].high) return std::nullopt;
    value[i] = static_cast<std::int64_t>(*number);
  }
  *rest = trim(text);
  // Days since 1970-01-01 in the Gregorian calendar, with years that begin in March.
  const std::int64_t year = value[1] > 2 ? value[0] : value[0] - 1;
  const std::int64_t month = (value[1] + 9) % 12;
  const std::int64_t days = 365 * year + year / 4 - year / 100 + year / 400 +
                            (153 * month + 2) / 5 + value[2] - 1 - 719'468;
  return days * 86'400 + value[3] * 3'600 + value[4] * 60 + value[5];
}

}  // namespace showd::text
