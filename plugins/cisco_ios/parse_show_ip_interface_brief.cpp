// Cisco IOS 15; "OK?" and "Method" tell about the address's configuration, the status has blanks:
//   Interface                  IP-Address      OK? Method Status                Protocol
//   Ethernet0/0.11             192.0.2.38      YES NVRAM  up                    up
//   Ethernet0/2                unassigned      YES NVRAM  administratively down down
#include <string_view>

#include "cisco_ios/interface_head.hpp"
#include "cisco_ios/parse.hpp"
#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "common/rows.hpp"

namespace cisco_ios {
namespace {

using showd::text::LineIs;
using showd::text::take_word;
using showd::text::trim;
using std::string_view;

bool is_frame(string_view line) {
  return line.starts_with("Interface ") || line.starts_with("Any interface listed with OK?") ||
         line.starts_with("have a valid configuration");
}

LineIs read_line(string_view line, showd::Row& row) {
  if (is_frame(line)) return LineIs::frame;
  if (is_preamble(line)) return LineIs::ignored;
  const string_view name = take_word(line);
  const string_view address = take_word(line);
  const string_view valid = take_word(line);
  const string_view method = take_word(line);
  if ((valid != "YES" && valid != "NO") || method.empty()) return LineIs::unknown;
  string_view status = trim(line);
  const std::size_t last = status.find_last_of(" \t");
  if (last == string_view::npos) return LineIs::unknown;
  const string_view protocol = status.substr(last + 1);
  status = trim(status.substr(0, last));
  if (!is_link_word(status) && protocol != "up" && protocol != "down") return LineIs::unknown;
  row.if_name(name);
  set_status(row, status, protocol);
  if (address == "unassigned")
    row.no_ipv4();
  else if (showd::text::is_ipv4(address))
    row.add_ipv4(address);  // the table has no masks
  return is_link_word(status) ? LineIs::row : LineIs::partly;
}

}  // namespace

showd_status parse_show_ip_interface_brief(string_view output, showd::Sink& rows) {
  return showd::text::each_row(output, rows, "not a line of the interface table", read_line);
}

}  // namespace cisco_ios
