#pragma once

#include <cstddef>

#include "config/yaml.hpp"
#include "model/metric_choice.hpp"

namespace showd {

/// `metrics:` of an inventory. Errors: ConfigError.
[[nodiscard]] MetricChoice read_metric_choice(YamlMap map);

}  // namespace showd
