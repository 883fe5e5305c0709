#include "ctl/table.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <stdexcept>

#include "base/utf8.hpp"

namespace showd {
namespace {

struct AsText {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
  std::string operator()(double number) const { return fmt::format("{:.3f}", number); }
  std::string operator()(const std::string& text) const { return printable(text, 4096); }
};

struct AsJson {
  nlohmann::ordered_json operator()(std::monostate) const { return nullptr; }
  template <class T>
  nlohmann::ordered_json operator()(const T& value) const {
    return value;
  }
};

std::string text_of(const Cell& field) { return std::visit(AsText{}, field); }

bool is_number(const Cell& field) {
  return std::holds_alternative<std::int64_t>(field) || std::holds_alternative<double>(field);
}

/// Columns on a terminal: characters, not bytes (continuation bytes do not count).
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

void print_table(std::ostream& out, const Listing& listing) {
  std::vector<std::size_t> widths;
  for (const std::string& column : listing.columns) widths.push_back(width(column));
  for (const auto& row : listing.rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], width(text_of(row[i])));
  const auto line = [&](auto cell, auto right) {
    std::string text;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::string field = cell(i);
      const std::string pad(widths[i] - width(field), ' ');
      if (i > 0) text += "  ";
      text += right(i) ? pad + field : field + pad;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out << text << '\n';
  };
  line([&](std::size_t i) { return listing.columns[i]; }, [](std::size_t) { return false; });
  for (const auto& row : listing.rows)
    line([&](std::size_t i) { return text_of(row[i]); },
         [&](std::size_t i) { return is_number(row[i]); });
}

void print_json(std::ostream& out, const Listing& listing) {
  out << "[";
  for (const auto& row : listing.rows) {
    nlohmann::ordered_json object;
    for (std::size_t i = 0; i < row.size(); ++i)
      object[listing.columns[i]] = std::visit(AsJson{}, row[i]);
    out << (&row == &listing.rows.front() ? "\n" : ",\n")
        << printable_json(object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  out << (listing.rows.empty() ? "]\n" : "\n]\n");
}

std::string csv_field(std::string text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  for (std::size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2)
    text.insert(at, 1, '"');
  return "\"" + text + "\"";
}

/// For other programs as it is; on a terminal people look at it.
void print_csv(std::ostream& out, const Listing& listing, bool terminal) {
  const auto line = [&](auto cell) {
    for (std::size_t i = 0; i < listing.columns.size(); ++i)
      out << (i > 0 ? "," : "") << csv_field(cell(i));
    out << "\r\n";
  };
  const auto field = [terminal](const Cell& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return text_of(value);
    return terminal ? printable_lines(*text) : *text;
  };
  line([&](std::size_t i) { return listing.columns[i]; });
  for (const auto& row : listing.rows) line([&](std::size_t i) { return field(row[i]); });
}

}  // namespace

Format parse_format(std::string_view name) {
  if (name == "table") return Format::table;
  if (name == "json") return Format::json;
  if (name == "csv") return Format::csv;
  throw std::invalid_argument(fmt::format("--format: expected table, json or csv, not '{}'", name));
}

void print(std::ostream& out, const Listing& listing, Format format) {
  switch (format) {
    case Format::table:
      return print_table(out, listing);
    case Format::json:
      return print_json(out, listing);
    case Format::csv:
      return print_csv(out, listing, &out == &std::cout && ::isatty(STDOUT_FILENO) == 1);
  }
}

}  // namespace showd
