/// How a listing becomes text: a table for people, JSON and CSV for programs.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/listing.hpp"
#include "ctl/terminal.hpp"

namespace showd {

enum class Format { table, json, csv };

/// "table", "json", "csv". Errors: std::invalid_argument naming the choices.
[[nodiscard]] Format parse_format(std::string_view name);

/// What somebody wants to see of a listing.
struct View {
  Format format = Format::table;
  std::vector<std::string> columns;         ///< these, in this order; empty: as below
  std::span<const std::string_view> usual;  ///< a table's, in this order; empty: all
  bool wide = false;                        ///< a table has all, and is not made to fit
};

/// table: see table.hpp; json: an array of objects, absent fields as null; csv: RFC 4180 with a
/// header. Both have units and times as the database has them.
/// Errors: std::invalid_argument for a column that the listing lacks.
void print(std::ostream& out, const Listing& listing, const View& view,
           const Terminal& terminal = terminal_of(1));

/// Rows of a listing that goes on: an object in a line each, or CSV without a header. `view` is one
/// of those two.
void print_rows(std::ostream& out, const Listing& listing, const View& view,
                const Terminal& terminal = terminal_of(1));

}  // namespace showd
