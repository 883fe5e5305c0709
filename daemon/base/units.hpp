/// Durations and sizes as people write them in YAML and on the command line.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace showd {

/// "500ms" "20s" "5m" "1h" "90d", also sums "1h30m"; a unit is required. Nothing on bad input,
/// overflow or a negative number.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The shortest exact form that parse_duration reads back: 90000 ms is "1m30s".
[[nodiscard]] std::string format_duration(std::chrono::milliseconds span);

/// "8MiB" "64KiB" "1GiB" "512B"; a plain number is bytes.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);

/// Bits a second for people: "10G", "1.544M", "300". Not rounded, so that two rates are two texts.
[[nodiscard]] std::string format_rate(std::uint64_t bps);

}  // namespace showd
