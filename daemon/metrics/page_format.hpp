#pragma once

#include <cstdint>
#include <string_view>

namespace showd {

/// How metrics are written: Prometheus text 0.0.4, or OpenMetrics 1.0.0, in which the family of a
/// counter is named without "_total" and a page says that it is whole.
enum class PageFormat : std::uint8_t { text, openmetrics };

/// For HTTP.
[[nodiscard]] constexpr const char* content_type(PageFormat format) noexcept {
  return format == PageFormat::text ? "text/plain; version=0.0.4; charset=utf-8"
                                    : "application/openmetrics-text; version=1.0.0; charset=utf-8";
}

/// What follows the last family.
[[nodiscard]] constexpr std::string_view end_of_page(PageFormat format) noexcept {
  return format == PageFormat::text ? "" : "# EOF\n";
}

}  // namespace showd
