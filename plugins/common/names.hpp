/// What names of interfaces look like, for lines that no parser knows.
#pragma once

#include <string_view>

namespace showd::text {

/// Whether `word` has the form of an interface's name: "pseudowire42", "ge-0/0/1.0", "25GE1/0/8",
/// "GE0/0/5(v)".
[[nodiscard]] bool is_interface_like(std::string_view word) noexcept;

/// Whether a line of no known kind reads like the head of an interface: "pseudowire42 is up",
/// "Foo3 current state : odd". What follows such a line is not of the interface before it.
[[nodiscard]] bool looks_like_head(std::string_view line) noexcept;

/// The same for a table, where an interface's line begins with its name: "ge-0/0/9  odd  odd".
[[nodiscard]] bool looks_like_row(std::string_view line) noexcept;

}  // namespace showd::text
