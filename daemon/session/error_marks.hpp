#pragma once

#include <string_view>
#include <vector>

#include "dialect/compiled_dialect.hpp"

namespace showd {

/// The first line of `output` that one of `marks` matches; empty if none does. A rejection stands
/// at an output's beginning or end, so of a long output only the first and last 200 lines are read
/// (a log that quotes an error further in is no rejection), of a line the first 4 KiB.
[[nodiscard]] std::string_view find_mark(const std::vector<Pattern>& marks,
                                         std::string_view output) noexcept;
/// Likewise, with the dialect's `errors`.
[[nodiscard]] std::string_view find_error_mark(const CompiledDialect& dialect,
                                               std::string_view output) noexcept;

}  // namespace showd
