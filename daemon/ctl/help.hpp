#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace showd {

/// showctl's commands, in the order of the overview.
[[nodiscard]] std::vector<std::string_view> command_names();

/// The first of `words` that is a command, or "".
[[nodiscard]] std::string_view command_among(const std::vector<std::string>& words);

/// The long names of the options that `command` knows, its own first; of no command, those of
/// showctl itself.
[[nodiscard]] std::vector<std::string_view> options_of(std::string_view command);

/// What `showctl COMMAND --help` says before the options; of no command, the overview.
[[nodiscard]] std::string_view description_of(std::string_view command);

}  // namespace showd
