#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace showd {

/// What a column's fields are, for people.
enum class ColumnForm : std::uint8_t {
  plain,
  time,     ///< "2026-01-31T23:59:59Z": the local time
  rate,     ///< bit/s: "10G"
  span,     ///< milliseconds: "1.204 s"
  seconds,  ///< "3h12m"
  percent,  ///< "99.950"
  status,   ///< of RFC 2863: coloured
  result,   ///< 'ok' or an error's name: coloured
};

/// How people see one column of a listing.
struct Column {
  std::string_view name;     ///< in JSON, CSV, the API and SQL
  std::string_view heading;  ///< in tables
  ColumnForm form = ColumnForm::plain;
  int rank = 5;           ///< where a terminal is too narrow, the highest go first; 0 never
  std::size_t least = 0;  ///< may be cut to so many characters; 0: is never cut
};

/// A name that no listing of ours has (a template's column) is its own heading.
[[nodiscard]] Column column_of(std::string_view name);

}  // namespace showd
