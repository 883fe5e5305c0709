#pragma once

#include <filesystem>

namespace showd {

/// Largest output that is read.
inline constexpr std::size_t kLargestOutput = std::size_t{1} << 30;

/// Parses every output that `manifest` names with the templates of `folder`, and answers with a
/// line of JSON each; `showctl parse --help` has the words. A case that goes wrong is answered with
/// its error, and the batch goes on.
/// Returns the exit status. Errors: std::runtime_error when the manifest cannot be read.
[[nodiscard]] int parse_batch(const std::filesystem::path& folder,
                              const std::filesystem::path& manifest);

}  // namespace showd
