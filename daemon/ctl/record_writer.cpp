#include "ctl/record_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <clocale>
#include <cwctype>

#include "textfsm/characters.hpp"

namespace showd {
namespace {

/// Also of letters that are not ASCII, whatever the environment's locale is.
std::string lower_case(std::string_view text) {
  static const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  std::string lower;
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t c = textfsm::decode(text, at);
    const bool plain = c < 0x80 || unicode == nullptr;
    textfsm::append_utf8(lower, plain ? (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)
                                      : static_cast<std::uint32_t>(towlower_l(c, unicode)));
  }
  return lower;
}

/// Of two columns that differ in case only the last one is shown.
struct Column {
  std::string name;
  std::size_t index;
};

std::vector<Column> columns_of(const textfsm::Table& records) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < records.columns().size(); ++i) {
    std::string name = lower_case(records.columns()[i]);
    const auto there = std::find_if(columns.begin(), columns.end(),
                                    [&](const Column& one) { return one.name == name; });
    if (there != columns.end())
      there->index = i;
    else
      columns.push_back({std::move(name), i});
  }
  return columns;
}

std::string joined(const textfsm::Cell& cell) {
  if (const auto* const text = std::get_if<std::string_view>(&cell)) return std::string(*text);
  const auto& items = std::get<std::vector<std::string_view>>(cell);
  return fmt::format("{}", fmt::join(items, ", "));
}

void append_cell(std::string& out, const textfsm::Cell& cell) {
  if (const auto* const text = std::get_if<std::string_view>(&cell)) return append_json(out, *text);
  out += '[';
  bool first = true;
  for (const std::string_view item : std::get<std::vector<std::string_view>>(cell)) {
    if (!std::exchange(first, false)) out += ", ";
    append_json(out, item);
  }
  out += ']';
}

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
    case '\\':
      (out += '\\') += c;
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
  }
}

}  // namespace

Listing listing_of(const textfsm::Table& records) {
  const std::vector<Column> columns = columns_of(records);
  Listing listing;
  for (const Column& column : columns) listing.columns.push_back(column.name);
  for (const auto& row : records.rows()) {
    auto& cells = listing.rows.emplace_back();
    for (const Column& column : columns) cells.emplace_back(joined(row[column.index]));
  }
  return listing;
}

void append_json(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto* const special = std::find_if(text.begin(), text.end(), needs_escape);
    const auto plain = static_cast<std::size_t>(special - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    append_escaped(out, text[0]);
    text.remove_prefix(1);
  }
  out += '"';
}

void append_objects(std::string& out, const textfsm::Table& records, std::string_view between,
                    std::string_view fields) {
  std::vector<Column> columns = columns_of(records);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::string opening = i == 0 ? fmt::format("{{{}", fields) : ", ";
    append_json(opening, columns[i].name);
    columns[i].name = opening + ": ";
  }
  for (const auto& row : records.rows()) {
    if (out.back() != '[') out += ',';
    out += between;
    for (const Column& column : columns) {
      out += column.name;
      append_cell(out, row[column.index]);
    }
    out += '}';
  }
}

void append_json(std::string& out, const textfsm::Table& records, std::string_view between) {
  out += '[';
  append_objects(out, records, between);
  if (!records.rows().empty()) out += between;
  out += ']';
}

}  // namespace showd
