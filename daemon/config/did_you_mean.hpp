#pragma once

#include <span>
#include <string>
#include <string_view>

namespace showd {

/// "a, b or c"
[[nodiscard]] std::string or_list(std::span<const std::string_view> words);

/// "; did you mean 'every'?" when one of `known` is a slip of the fingers away from `word`
/// (insertion, deletion, replacement, two letters swapped) or the name here of what other tools
/// call so ("host": "address"), "" otherwise. Appended to errors.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       std::span<const std::string_view> known);

/// Likewise as a remedy of its own: "did you mean 'every'?", else what there is: "known here:
/// every, file or spread".
[[nodiscard]] std::string suggestion(std::string_view word,
                                     std::span<const std::string_view> known);

}  // namespace showd
