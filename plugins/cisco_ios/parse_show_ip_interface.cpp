// Cisco IOS 15:
//   GigabitEthernet0 is up, line protocol is up
//     Internet address is 192.0.2.1/24
//     Secondary address 198.51.100.1/24
//     MTU is 1500 bytes
//   GigabitEthernet0/0/0 is administratively down, line protocol is down
//     Internet protocol processing disabled
// "MTU is" is IP's, not the interface's, and is left alone.
#include <optional>
#include <string_view>

#include "cisco_ios/interface_head.hpp"
#include "cisco_ios/parse.hpp"
#include "common/addresses.hpp"
#include "common/lines.hpp"

namespace cisco_ios {
namespace {

using std::string_view;

void read_detail(string_view line, showd::Row& row) {
  if (line.starts_with("Internet protocol processing disabled") ||
      line.starts_with("Interface is unnumbered"))
    row.no_ipv4();
  auto given = showd::text::after(line, "Internet address is ");
  if (!given) given = showd::text::after(line, "Secondary address ");
  if (!given) return;
  if (const auto prefix = showd::text::parse_prefix(*given); prefix && !prefix->ipv6)
    row.add_ipv4(prefix->address, prefix->length.value_or(SHOWD_PREFIX_LENGTH_UNKNOWN));
}

}  // namespace

showd_status parse_show_ip_interface(string_view output, showd::Sink& rows) {
  std::optional<showd::Row> row;
  bool any = false;
  for (showd::text::Lines lines(output); lines.next();) {
    const string_view line = lines.line();
    if (const auto head = parse_head(line)) {
      if (row && !rows.row(*row)) return SHOWD_E_STOPPED;
      row.emplace();
      set_head(*row, *head);
      any = true;
    } else if (row && line.starts_with(' ')) {
      read_detail(showd::text::trim(line), *row);
    } else if (!showd::text::trim(line).empty()) {
      rows.explain(lines.number(), "does not open an interface");
    }
  }
  if (row) rows.row(*row);
  return any ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace cisco_ios
