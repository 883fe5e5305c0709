#include "base/units.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace showd {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr std::array<Unit, 5> kDurations = {Unit{"d", 86'400'000}, Unit{"h", 3'600'000},
                                            Unit{"m", 60'000}, Unit{"s", 1'000}, Unit{"ms", 1}};
constexpr std::array<Unit, 5> kSizes = {Unit{"GiB", 1ull << 30}, Unit{"MiB", 1ull << 20},
                                        Unit{"KiB", 1ull << 10}, Unit{"B", 1}, Unit{"", 1}};

/// Takes "<digits><unit>" off the front of `text`; nothing when there is none or it overflows.
template <std::size_t N>
std::optional<std::uint64_t> take(std::string_view& text, const std::array<Unit, N>& units) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{}) return std::nullopt;
  const char* unit_end = after;
  while (unit_end != end && (*unit_end < '0' || *unit_end > '9')) ++unit_end;
  const std::string_view name(after, static_cast<std::size_t>(unit_end - after));
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    if (number > std::numeric_limits<std::int64_t>::max() / unit.factor) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(unit_end - text.data()));
    return number * unit.factor;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::uint64_t total = 0;
  while (!text.empty()) {
    const auto part = take(text, kDurations);
    if (!part) return std::nullopt;
    total += *part;
    if (total > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(total));
}

std::string format_duration(std::chrono::milliseconds span) {
  if (span.count() <= 0) return "0s";
  auto rest = static_cast<std::uint64_t>(span.count());
  std::string text;
  for (const Unit& unit : kDurations) {
    if (rest < unit.factor) continue;
    text += fmt::format("{}{}", rest / unit.factor, unit.name);
    rest %= unit.factor;
  }
  return text;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  const auto size = take(text, kSizes);
  return text.empty() ? size : std::nullopt;
}

std::string format_rate(std::uint64_t bps) {
  constexpr std::pair<double, char> kUnits[] = {{1e12, 'T'}, {1e9, 'G'}, {1e6, 'M'}, {1e3, 'k'}};
  const auto exact = static_cast<double>(bps);
  for (const auto& [size, unit] : kUnits)
    if (exact >= size) return fmt::format("{}{}", exact / size, unit);
  return fmt::to_string(bps);
}

}  // namespace showd
