/// What the recorder's lines have in common.
#pragma once

#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "model/poll_result.hpp"

namespace showd {

/// What every line about this poll is about; borrows from it.
[[nodiscard]] log::About about(const PollResult& poll, log::Event event);

/// "r1, r2, r3, r4, r5, ..."
[[nodiscard]] std::string first_names(const std::vector<std::string>& names);

/// "timeout (connect)"
[[nodiscard]] std::string named(Errc code, Stage stage);

}  // namespace showd
