#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <vector>

#include "metrics/page_format.hpp"

namespace showd {

/// Counters, gauges and histograms; private to this room. The library's own serializer knows
/// nothing of OpenMetrics.
[[nodiscard]] std::string to_text(const std::vector<prometheus::MetricFamily>& families,
                                  PageFormat format);

}  // namespace showd
