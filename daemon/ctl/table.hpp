#pragma once

#include <iosfwd>
#include <string_view>

#include "base/listing.hpp"

namespace showd {

enum class Format { table, json, csv };

/// "table", "json", "csv". Errors: std::invalid_argument naming the choices.
[[nodiscard]] Format parse_format(std::string_view name);

/// table: columns as wide as their widest field, numbers to the right, nothing after the last;
/// json: an array of objects, absent fields as null; csv: RFC 4180 with a header.
void print(std::ostream& out, const Listing& listing, Format format);

}  // namespace showd
