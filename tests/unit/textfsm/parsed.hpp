#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "textfsm/engine.hpp"
#include "textfsm/table.hpp"

namespace showd::textfsm {

/// "a=x b=[1, 2]; a=y b=[]": rows by ";", as in a table's notation.
inline std::string shown(const Table& table) {
  std::string out;
  for (const auto& row : table.rows()) {
    if (!out.empty()) out += "; ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += fmt::format("{}{}=", i == 0 ? "" : " ", table.columns()[i]);
      if (const auto* const text = std::get_if<std::string_view>(&row[i]))
        out += *text;
      else
        out +=
            fmt::format("[{}]", fmt::join(std::get<std::vector<std::string_view>>(row[i]), ", "));
    }
  }
  return out;
}

inline TemplatePtr template_of(std::string_view source) {
  auto made = Template::parse(source, "t");
  return made ? *made : nullptr;
}

/// The records of one parse as shown() has them; "error: ..." when there is none.
inline std::string parsed(std::string_view source, std::string text, Scratch& scratch) {
  const auto made = Template::parse(source, "t");
  if (!made) return "error: " + to_string(made.error().front());
  auto records = parse(*made, Text(std::move(text)), scratch);
  if (!records) return "error: " + records.error().message;
  return shown(Table(std::move(*records)));
}

inline std::string parsed(std::string_view source, std::string text) {
  Scratch scratch;
  return parsed(source, std::move(text), scratch);
}

}  // namespace showd::textfsm
