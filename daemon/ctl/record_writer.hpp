#pragma once

#include <string>
#include <string_view>

#include "ctl/print.hpp"
#include "textfsm/table.hpp"

namespace showd {

/// The records' columns as people ask for them: in lower case.
[[nodiscard]] Listing listing_of(const textfsm::Table& records);

/// A JSON array of objects, `between` them; a List is an array. Straight to text: a batch has
/// millions of fields, and a tree of them costs more than the parse.
void append_json(std::string& out, const textfsm::Table& records, std::string_view between);

/// The objects alone, for an array that has others, too (`out` ends in "[" before its first).
/// `fields`: what each begins with besides: "\"device\": \"r1\", ".
void append_objects(std::string& out, const textfsm::Table& records, std::string_view between,
                    std::string_view fields = {});

/// Quoted and escaped. `text` is valid UTF-8.
void append_json(std::string& out, std::string_view text);

}  // namespace showd
