#pragma once

#include <nlohmann/json.hpp>

#include "model/interface.hpp"

namespace showd {

/// An interface as JSON, what is not stated left out; see interfaces_batch.cpp.
[[nodiscard]] nlohmann::json interface_json(const Interface& interface);

}  // namespace showd
