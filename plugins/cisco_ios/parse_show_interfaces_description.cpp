// Cisco IOS 15:
//   Interface                      Status         Protocol Description
//   Gi0/1                          up             up       to core
//   Vl1                            admin down     down
#include <string>
#include <string_view>

#include "cisco_ios/interface_head.hpp"
#include "cisco_ios/parse.hpp"
#include "common/lines.hpp"
#include "common/rows.hpp"

namespace cisco_ios {
namespace {

using showd::text::LineIs;
using showd::text::take_word;
using showd::text::trim;
using std::string_view;

/// Short forms that differ from a commoner one ("Po", "Se", "Ce") by their capitals alone, while
/// names of the platform are compared without regard to case.
struct CapitalForm {
  string_view short_form;
  string_view long_form;
};
constexpr CapitalForm kCapitalForms[] = {{"PO", "POS"}, {"SE", "Service-Engine"}, {"CE", "CEM"}};

string_view spelled_out(string_view name, showd::Row& row) {
  for (const auto& [short_form, long_form] : kCapitalForms) {
    if (!name.starts_with(short_form)) continue;
    const string_view number = name.substr(short_form.size());
    if (number.empty() || !showd::text::is_digit(number[0])) continue;
    return row.keep(std::string(long_form) + std::string(number));
  }
  return name;
}

LineIs read_line(string_view line, showd::Row& row) {
  if (line.starts_with("Interface ")) return LineIs::frame;
  if (is_preamble(line)) return LineIs::ignored;
  const string_view name = take_word(line);
  string_view status = take_word(line);
  if (status == "admin") status = take_word(line) == "down" ? "admin down" : "";
  const string_view protocol = take_word(line);
  if (!is_link_word(status) || (protocol != "up" && protocol != "down")) return LineIs::unknown;
  row.if_name(spelled_out(name, row)).if_alias(trim(line));
  set_status(row, status, protocol);
  return LineIs::row;
}

}  // namespace

showd_status parse_show_interfaces_description(string_view output, showd::Sink& rows) {
  return showd::text::each_row(output, rows, "not a line of the description table", read_line);
}

}  // namespace cisco_ios
