/// Prometheus text 0.0.4 and OpenMetrics 1.0.0, the parts that both renderers of this room need.
/// Numbers go through fmt and std::to_chars' rules, never through the C or C++ locale.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "metrics/page_format.hpp"

namespace showd {

struct FamilyHead {
  std::string_view name;
  std::string_view type;  ///< "gauge", "counter" or "histogram"
  std::string_view help;  ///< without a quote, backslash or newline
};

/// HELP and TYPE.
void append_head(std::string& out, PageFormat format, const FamilyHead& family);

/// Appends `value` escaped for a place between double quotes: backslash, quote and newline.
/// Invalid UTF-8 would make the server refuse the whole page, so it becomes U+FFFD.
void append_label_value(std::string& out, std::string_view value);

/// `name="value"`, with a comma before it when `out` already holds a label.
void append_label(std::string& out, std::string_view name, std::string_view value);

/// A valid label name made of `name`: whatever is not [a-zA-Z0-9_] becomes '_'. May be empty.
[[nodiscard]] std::string to_label_name(std::string_view name);

/// Shortest text that reads back as the same double.
void append_number(std::string& out, double value);
void append_number(std::string& out, std::uint64_t value);

/// Milliseconds since 1970 as seconds, exactly: 1700000000500 is "1700000000.5".
void append_seconds(std::string& out, UtcMillis at);

}  // namespace showd
