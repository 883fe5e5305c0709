#include "ctl/print.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <ostream>
#include <stdexcept>

#include "base/utf8.hpp"
#include "config/did_you_mean.hpp"
#include "ctl/columns.hpp"
#include "ctl/table.hpp"

namespace showd {
namespace {

struct AsJson {
  nlohmann::ordered_json operator()(std::monostate) const { return nullptr; }
  template <class T>
  nlohmann::ordered_json operator()(const T& value) const {
    return value;
  }
};

struct AsCsv {
  bool for_people;
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
  std::string operator()(double number) const { return fmt::format("{:.3f}", number); }
  std::string operator()(const std::string& text) const {
    return for_people ? printable_lines(text) : text;
  }
};

std::string json_object(const Listing& listing, const std::vector<Cell>& row) {
  nlohmann::ordered_json object;
  for (std::size_t i = 0; i < row.size(); ++i)
    object[listing.columns[i]] = std::visit(AsJson{}, row[i]);
  return printable_json(object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print_json(std::ostream& out, const Listing& listing) {
  out << "[";
  for (const auto& row : listing.rows)
    out << (&row == &listing.rows.front() ? "\n" : ",\n") << json_object(listing, row);
  out << (listing.rows.empty() ? "]\n" : "\n]\n");
}

std::string csv_field(std::string text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  for (std::size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2)
    text.insert(at, 1, '"');
  return "\"" + text + "\"";
}

void print_csv_line(std::ostream& out, std::size_t columns, auto cell) {
  for (std::size_t i = 0; i < columns; ++i) out << (i > 0 ? "," : "") << csv_field(cell(i));
  out << "\r\n";
}

/// For other programs as it is; on a terminal people look at it.
void print_csv_rows(std::ostream& out, const Listing& listing, bool for_people) {
  for (const auto& row : listing.rows)
    print_csv_line(out, listing.columns.size(),
                   [&](std::size_t i) { return std::visit(AsCsv{for_people}, row[i]); });
}

void print_csv(std::ostream& out, const Listing& listing, bool for_people) {
  print_csv_line(out, listing.columns.size(), [&](std::size_t i) { return listing.columns[i]; });
  print_csv_rows(out, listing, for_people);
}

/// Where a column stands that was asked for by its name or its heading.
std::size_t index_of(const std::string& asked, const Listing& listing) {
  const auto& columns = listing.columns;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i] == asked || column_of(columns[i]).heading == asked) return i;
  std::vector<std::string_view> known(columns.begin(), columns.end());
  for (const std::string& name : columns) known.push_back(column_of(name).heading);
  throw std::invalid_argument(fmt::format("--columns: no column '{}'{}; there are {}",
                                          printable(asked, 60), did_you_mean(asked, known),
                                          fmt::join(columns, ", ")));
}

std::vector<std::size_t> chosen(const Listing& listing, const View& view) {
  std::vector<std::size_t> indexes;
  for (const std::string& name : view.columns) indexes.push_back(index_of(name, listing));
  if (indexes.empty() && view.format == Format::table && !view.wide)
    for (const std::string_view name : view.usual) {
      const auto found = std::find(listing.columns.begin(), listing.columns.end(), name);
      if (found != listing.columns.end())
        indexes.push_back(static_cast<std::size_t>(found - listing.columns.begin()));
    }
  if (indexes.empty()) {
    indexes.resize(listing.columns.size());
    std::iota(indexes.begin(), indexes.end(), std::size_t{0});
  }
  return indexes;
}

Listing only(const Listing& listing, const std::vector<std::size_t>& indexes) {
  Listing part;
  for (const std::size_t i : indexes) part.columns.push_back(listing.columns[i]);
  for (const auto& row : listing.rows) {
    auto& fields = part.rows.emplace_back();
    for (const std::size_t i : indexes) fields.push_back(row[i]);
  }
  return part;
}

}  // namespace

Format parse_format(std::string_view name) {
  if (name == "table") return Format::table;
  if (name == "json") return Format::json;
  if (name == "csv") return Format::csv;
  throw std::invalid_argument(fmt::format("--format: expected table, json or csv, not '{}'", name));
}

void print(std::ostream& out, const Listing& listing, const View& view, const Terminal& terminal) {
  const Listing shown = only(listing, chosen(listing, view));
  switch (view.format) {
    case Format::table: {
      const bool fits_anyway = view.wide || !view.columns.empty();
      const auto width = fits_anyway ? std::nullopt : terminal.width;
      return print_table(out, shown, {width, terminal.colour});
    }
    case Format::json:
      return print_json(out, shown);
    case Format::csv:
      return print_csv(out, shown, terminal.width.has_value());
  }
}

void print_rows(std::ostream& out, const Listing& listing, const View& view,
                const Terminal& terminal) {
  const Listing shown = only(listing, chosen(listing, view));
  if (view.format == Format::csv) return print_csv_rows(out, shown, terminal.width.has_value());
  for (const auto& row : shown.rows) out << json_object(shown, row) << '\n';
}

}  // namespace showd
