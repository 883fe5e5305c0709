/// SQL text that the views and the reader share. `column` is an SQL expression.
#pragma once

#include <string>

namespace showd::sql {

[[nodiscard]] std::string admin_name(const std::string& column);  ///< 1 -> 'up'
[[nodiscard]] std::string oper_name(const std::string& column);
[[nodiscard]] std::string duplex_name(const std::string& column);
[[nodiscard]] std::string value(const std::string& column);    ///< text_value.id -> text
[[nodiscard]] std::string utc(const std::string& column);      ///< ms -> '2026-01-31T23:59:59Z'
[[nodiscard]] std::string utc_end(const std::string& column);  ///< likewise; NULL while it is open
[[nodiscard]] std::string ago(long long millis);               ///< that long before now, in ms

inline constexpr long long kDay = 86'400'000;  ///< ms

}  // namespace showd::sql
