#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "device_state.hpp"

namespace showd::simulator {

/// What a typed line means.
struct Match {
  enum class Kind { found, unknown, ambiguous, incomplete };
  Kind kind = Kind::unknown;
  const Command* command = nullptr;  ///< when found; owned by the persona
  std::optional<std::size_t> interface;
  unsigned number = 0;
  std::size_t at = 0;  ///< offset in the line of the word that was not understood
};

/// Finds the command of `mode` that `line` names. Words may be cut short as far as they stay
/// unique, if the persona has that manner: "sh ip int br".
[[nodiscard]] Match match_command(DeviceState& device, std::size_t mode, std::string_view line);

}  // namespace showd::simulator
