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

/// "PO1/0", beside which "Po1" is a port channel; those have no slash.
bool is_pos(string_view name) {
  return name.starts_with("PO") && name.find('/') != string_view::npos && name[2] != 'S';
}

LineIs read_line(string_view line, showd::Row& row) {
  if (line.starts_with("Interface ")) return LineIs::frame;
  if (is_preamble(line)) return LineIs::ignored;
  const string_view name = take_word(line);
  string_view status = take_word(line);
  if (status == "admin") status = take_word(line) == "down" ? "admin down" : "";
  const string_view protocol = take_word(line);
  if (!is_link_word(status) || (protocol != "up" && protocol != "down")) return LineIs::unknown;
  row.if_name(is_pos(name) ? row.keep("POS" + std::string(name.substr(2))) : name);
  row.if_alias(trim(line));
  set_status(row, status, protocol);
  return LineIs::row;
}

}  // namespace

showd_status parse_show_interfaces_description(string_view output, showd::Sink& rows) {
  return showd::text::each_row(output, rows, "not a line of the description table", read_line);
}

}  // namespace cisco_ios
