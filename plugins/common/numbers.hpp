/// Numbers, rates and ages as vendors print them. Strict: what is not wholly understood,
/// or does not fit, is nothing. No locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace showd::text {

/// Digits and nothing else.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text) noexcept;

/// A rate in bit/s: "1000Mb/s" "10Gb/s" "800mbps" "2.5 Gbit/sec" "100G" "64000". A letter k, M, G
/// or T (either case) is a power of 1000; without one the number is bit/s. Nothing for words
/// ("auto", "Unlimited"), signs and what does not come out as a whole number of bit/s.
[[nodiscard]] std::optional<std::uint64_t> parse_speed_bps(std::string_view text) noexcept;

/// An age in seconds: "1w2d" "3d04h" "1y2w" "00:12:34" "43w0d 15:54" "2 weeks, 3 days, 4 hours".
/// A clock of two fields is hours and minutes. y is 365 days. Units go from large to small, each at
/// most once. Nothing for "never".
[[nodiscard]] std::optional<std::uint64_t> parse_duration_seconds(std::string_view text) noexcept;

/// "2022-10-13 09:37:04" as seconds of a calendar without time zones, to be subtracted from another
/// such time of the same zone. `rest` gets what follows (the zone), trimmed.
[[nodiscard]] std::optional<std::int64_t> parse_calendar_seconds(std::string_view text,
                                                                 std::string_view* rest) noexcept;

}  // namespace showd::text
