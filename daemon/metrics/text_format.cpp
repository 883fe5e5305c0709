#include "metrics/text_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace showd {
namespace {

bool is_label_char(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

}  // namespace

void append_head(std::string& out, PageFormat format, const FamilyHead& family) {
  std::string_view name = family.name;
  if (format == PageFormat::openmetrics && family.type == "counter")
    name.remove_suffix(std::string_view("_total").size());
  out.append("# HELP ").append(name).append(" ").append(family.help).append("\n");
  out.append("# TYPE ").append(name).append(" ").append(family.type).append("\n");
}

void append_label_value(std::string& out, std::string_view value) {
  if (!is_valid_utf8(value)) return append_label_value(out, to_valid_utf8(value));
  for (const char c : value) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\\' || c == '"')
      (out += '\\') += c;
    else
      out += c;
  }
}

void append_label(std::string& out, std::string_view name, std::string_view value) {
  if (!out.empty()) out += ',';
  out.append(name).append("=\"");
  append_label_value(out, value);
  out += '"';
}

std::string to_label_name(std::string_view name) {
  std::string made(name);
  std::replace_if(
      made.begin(), made.end(), [](char c) { return !is_label_char(c); }, '_');
  return made;
}

void append_number(std::string& out, double value) {
  if (std::isnan(value))
    out += "NaN";
  else if (std::isinf(value))
    out += value > 0 ? "+Inf" : "-Inf";
  else
    fmt::format_to(std::back_inserter(out), "{}", value);
}

void append_number(std::string& out, std::uint64_t value) {
  const fmt::format_int digits(value);
  out.append(digits.data(), digits.size());
}

void append_seconds(std::string& out, UtcMillis at) {
  if (at < 0) return append_number(out, static_cast<double>(at) / 1000.0);
  append_number(out, static_cast<std::uint64_t>(at / 1000));
  if (at % 1000 == 0) return;
  fmt::format_to(std::back_inserter(out), ".{:03}", at % 1000);
  while (out.back() == '0') out.pop_back();
}

}  // namespace showd
