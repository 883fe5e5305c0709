#include "store/sql_text.hpp"

#include <fmt/format.h>

#include "store/schema.hpp"

namespace showd::sql {

std::string admin_name(const std::string& column) {
  return fmt::format("CASE {} WHEN 1 THEN 'up' WHEN 2 THEN 'down' WHEN 3 THEN 'testing' END",
                     column);
}

std::string oper_name(const std::string& column) {
  return fmt::format(
      "CASE {} WHEN 1 THEN 'up' WHEN 2 THEN 'down' WHEN 3 THEN 'testing' WHEN 4 THEN 'unknown' "
      "WHEN 5 THEN 'dormant' WHEN 6 THEN 'not-present' WHEN 7 THEN 'lower-layer-down' END",
      column);
}

std::string duplex_name(const std::string& column) {
  return fmt::format("CASE {} WHEN 1 THEN 'half' WHEN 2 THEN 'full' END", column);
}

std::string value(const std::string& column) {
  return fmt::format("(SELECT value FROM text_value WHERE id = {})", column);
}

std::string utc(const std::string& column) {
  return fmt::format("strftime('%Y-%m-%dT%H:%M:%SZ', {} / 1000, 'unixepoch')", column);
}

std::string utc_end(const std::string& column) {
  return fmt::format("iif({} = {}, NULL, {})", column, kOpenEnd, utc(column));
}

/// To the millisecond: what began in this second is not yet to come. 2440587.5 is 1970 as Julian
/// day.
std::string ago(long long millis) {
  return fmt::format("(CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) - {})",
                     millis);
}

}  // namespace showd::sql
