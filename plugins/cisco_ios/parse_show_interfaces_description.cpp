// Cisco IOS 15:
//   Interface                      Status         Protocol Description
//   Gi0/1                          up             up       to core
//   Vl1                            admin down     down
#include <string_view>

#include "cisco_ios/interface_head.hpp"
#include "cisco_ios/parse.hpp"
#include "common/lines.hpp"

namespace cisco_ios {
namespace {

using showd::text::take_word;
using showd::text::trim;
using std::string_view;

bool read_line(string_view line, showd::Row& row) {
  const string_view name = take_word(line);
  string_view status = take_word(line);
  if (status == "admin") {
    if (take_word(line) != "down") return false;
    status = "admin down";
  }
  const string_view protocol = take_word(line);
  if (!is_link_word(status) || (protocol != "up" && protocol != "down")) return false;
  row.if_name(name).if_alias(trim(line));
  set_status(row, status, protocol);
  return true;
}

}  // namespace

showd_status parse_show_interfaces_description(string_view output, showd::Sink& rows) {
  bool any = false;
  for (showd::text::Lines lines(output); lines.next();) {
    const string_view line = trim(lines.line());
    if (line.empty() || line.starts_with("Interface ")) {
      any = any || !line.empty();
      continue;
    }
    showd::Row row;
    if (read_line(line, row)) {
      any = true;
      if (!rows.row(row)) return SHOWD_E_STOPPED;
    } else {
      rows.explain(lines.number(), "not a line of the description table");
    }
  }
  return any ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace cisco_ios
