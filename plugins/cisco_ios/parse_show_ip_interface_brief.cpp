// Cisco IOS 15; "OK?" and "Method" tell about the address's configuration, the status has blanks:
//   Interface                  IP-Address      OK? Method Status                Protocol
//   Ethernet0/0.11             192.0.2.38      YES NVRAM  up                    up
//   Ethernet0/2                unassigned      YES NVRAM  administratively down down
#include <string_view>

#include "cisco_ios/interface_head.hpp"
#include "cisco_ios/parse.hpp"
#include "common/addresses.hpp"
#include "common/lines.hpp"

namespace cisco_ios {
namespace {

using showd::text::take_word;
using showd::text::trim;
using std::string_view;

bool is_preamble(string_view line) {
  return line.starts_with("Interface ") || line.starts_with("Any interface listed with OK?") ||
         line.starts_with("have a valid configuration");
}

bool read_line(string_view line, showd::Row& row) {
  const string_view name = take_word(line);
  const string_view address = take_word(line);
  const string_view valid = take_word(line);
  const string_view method = take_word(line);
  if ((valid != "YES" && valid != "NO") || method.empty()) return false;
  string_view status = trim(line);
  const std::size_t last = status.find_last_of(" \t");
  if (last == string_view::npos) return false;
  const string_view protocol = status.substr(last + 1);
  status = trim(status.substr(0, last));
  row.if_name(name);
  set_status(row, status, protocol);
  if (address == "unassigned")
    row.no_ipv4();
  else if (showd::text::is_ipv4(address))
    row.add_ipv4(address);  // the table has no masks
  return is_link_word(status) || protocol == "up" || protocol == "down";
}

}  // namespace

showd_status parse_show_ip_interface_brief(string_view output, showd::Sink& rows) {
  bool any = false;
  for (showd::text::Lines lines(output); lines.next();) {
    const string_view line = trim(lines.line());
    if (line.empty() || is_preamble(line)) {
      any = any || !line.empty();
      continue;
    }
    showd::Row row;
    if (read_line(line, row)) {
      any = true;
      if (!rows.row(row)) return SHOWD_E_STOPPED;
    } else {
      rows.explain(lines.number(), "not a line of the interface table");
    }
  }
  return any ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace cisco_ios
