#pragma once

#include <string>
#include <vector>

namespace showd {

/// The commands that the words behind "--" mean: one of all words ("show" "ip" "route"), or each
/// word one ("show clock" "show version") as soon as one of them has a blank.
[[nodiscard]] std::vector<std::string> typed_commands(const std::vector<std::string>& words);

}  // namespace showd
