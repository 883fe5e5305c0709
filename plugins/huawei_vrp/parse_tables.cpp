// VRP 5.170:
//   PHY: Physical
//   *down: administratively down
//   (s): spoofing
//   Interface                   PHY   Protocol  InUti OutUti   inErrors  outErrors
//   Eth-Trunk2                  up    up           0%  0.38%          0          0
//     GigabitEthernet8/1/16     up    up           0%  0.04%          0          0
//   GigabitEthernet15/1/0(10G)  up    up        0.69% 14.30%          0          0
//   NULL0                       up    up(s)        --     --          0          0
// A trunk's members are indented below it. Marks behind a name ("(10G)", "(v)" for a virtual port)
// are left as printed: only the output as a whole tells whether they are part of it.
#include <optional>
#include <string_view>

#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "common/numbers.hpp"
#include "huawei_vrp/parse.hpp"

namespace vrp {
namespace {

using showd::text::parse_number;
using showd::text::take_word;
using showd::text::trim;

/// Reads what is between and behind name and states; false: not understood.
using ReadRow = bool (*)(std::string_view rest, showd::Row& row);

/// "up    up(s)" into the row, and `rest` behind them.
bool read_states(std::string_view& rest, showd::Row& row) {
  const auto physical = parse_state(take_word(rest));
  const auto protocol = parse_state(take_word(rest));
  if (!physical || !protocol) return false;
  put_states(*physical, protocol, row);
  return true;
}

showd_status parse_table(std::string_view output, showd::Sink& rows, ReadRow read) {
  bool table = false;
  for (showd::text::Lines lines(output); lines.next() && !rows.stopped();) {
    std::string_view line = trim(lines.line());
    if (line.empty()) continue;
    if (line.starts_with("Interface ")) {
      table = true;
    } else if (table) {
      showd::Row row(take_word(line));
      if (read(line, row))
        rows.row(row);
      else
        rows.explain(lines.number(), "not a line of the table");
    }  // else: the legend
  }
  return table ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace

showd_status parse_display_interface_brief(std::string_view output, showd::Sink& rows) {
  return parse_table(output, rows, [](std::string_view rest, showd::Row& row) {
    if (!read_states(rest, row)) return false;
    take_word(rest);  // utilisation, in and out: over five minutes, a thing of the device's own
    take_word(rest);
    row.in_errors(parse_number(take_word(rest)));
    row.out_errors(parse_number(take_word(rest)));
    return true;
  });
}

//   Interface                     PHY     Protocol Description
//   GE0/0/1                       up      up       uplink to the spine
showd_status parse_display_interface_description(std::string_view output, showd::Sink& rows) {
  return parse_table(output, rows, [](std::string_view rest, showd::Row& row) {
    if (!read_states(rest, row)) return false;
    row.if_alias(trim(rest));
    return true;
  });
}

//   Interface                         IP Address/Mask      Physical   Protocol   VPN
//   GigabitEthernet0/0/0              192.0.2.1/24         up         up         --
//   NULL0                             unassigned           up         up(s)      --
showd_status parse_display_ip_interface_brief(std::string_view output, showd::Sink& rows) {
  return parse_table(output, rows, [](std::string_view rest, showd::Row& row) {
    const std::string_view address = take_word(rest);
    const auto prefix = showd::text::parse_prefix(address);
    if (!read_states(rest, row) || (!prefix && address != "unassigned")) return false;
    if (prefix && !prefix->ipv6)
      row.add_ipv4(prefix->address, prefix->length.value_or(SHOWD_PREFIX_LENGTH_UNKNOWN));
    else
      row.no_ipv4();
    return true;
  });
}

}  // namespace vrp
