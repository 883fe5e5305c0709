#pragma once

#include <iosfwd>

#include "base/listing.hpp"
#include "ctl/terminal.hpp"

namespace showd {

/// Columns as wide as their widest field, numbers to the right, nothing behind the last; headings,
/// units and times as people have them (columns.hpp). Where the terminal is narrower, long texts
/// are cut with "…" first, then the least important columns are left out, and a last line says
/// which. What a device sends never moves the cursor.
void print_table(std::ostream& out, const Listing& listing, const Terminal& terminal);

/// The first row, a line for each field that is known: what people read of one thing.
void print_record(std::ostream& out, const Listing& listing, const Terminal& terminal);

}  // namespace showd
