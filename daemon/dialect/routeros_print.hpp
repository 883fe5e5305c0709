#pragma once

#include <string_view>

namespace showd {

/// RouterOS "/interface ethernet print terse without-paging", "/interface/print detail".
/// `print file=x` writes a file and `[...]` runs commands: only known menus, only known words, only
/// plain conditions. Thread: any.
[[nodiscard]] bool is_routeros_print(std::string_view command);

}  // namespace showd
