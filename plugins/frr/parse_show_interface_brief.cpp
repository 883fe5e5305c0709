// FRR 8.4.4:
//   Interface       Status  VRF             Addresses
//   ---------       ------  ---             ---------
//   ge1             up      default         10.1.1.1/24
//                                           + 2001:db8:1:1::1/64
//   ge4             up      default         + 10.1.4.1/24
//                                           10.5.5.5/24
// "up" here is the administrative state alone: a port without carrier is "up" too. '+' says that
// there are further addresses of that family which are not shown (secondary, link-local), so the
// list of the family is not stated then; and without any IPv6 address, link-local ones may be
// hidden.
#include <optional>
#include <string_view>
#include <vector>

#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "frr/parse.hpp"

namespace frr {
namespace {

using showd::text::take_word;

struct Entry {
  std::string_view name;
  bool up = false;
  std::vector<showd::text::Prefix> addresses;
  bool more_ipv4 = false;
  bool more_ipv6 = false;
};

bool read_address(std::string_view rest, Entry& entry) {
  std::string_view word = take_word(rest);
  const bool more = word == "+";
  if (more) word = take_word(rest);
  if (word.empty()) return !more;
  const auto prefix = showd::text::parse_prefix(word);
  if (!prefix) return false;
  (prefix->ipv6 ? entry.more_ipv6 : entry.more_ipv4) |= more;
  entry.addresses.push_back(*prefix);
  return true;
}

bool read_entry(std::string_view line, Entry& entry) {
  entry.name = take_word(line);
  const std::string_view status = take_word(line);
  const std::string_view vrf = take_word(line);
  entry.up = status == "up";
  return !vrf.empty() && (entry.up || status == "down") && read_address(line, entry);
}

void emit(const Entry& entry, showd::Sink& rows) {
  showd::Row row(entry.name);
  row.admin_status(entry.up ? SHOWD_ADMIN_UP : SHOWD_ADMIN_DOWN);
  if (!entry.up) row.oper_status(SHOWD_OPER_DOWN);
  if (!entry.more_ipv4) row.no_ipv4();
  for (const showd::text::Prefix& prefix : entry.addresses) {
    const std::uint32_t length = prefix.length.value_or(SHOWD_PREFIX_LENGTH_UNKNOWN);
    if (prefix.ipv6 && !entry.more_ipv6) row.add_ipv6(prefix.address, length);
    if (!prefix.ipv6 && !entry.more_ipv4) row.add_ipv4(prefix.address, length);
  }
  rows.row(row);
}

}  // namespace

showd_status parse_show_interface_brief(std::string_view output, showd::Sink& rows) {
  std::optional<Entry> entry;
  bool table = false;
  for (showd::text::Lines lines(output); lines.next();) {
    const std::string_view line = lines.line();
    if (showd::text::trim(line).empty() || line.starts_with("-----")) continue;
    if (line.starts_with("Interface ") && line.find("Addresses") != std::string_view::npos) {
      table = true;
    } else if (showd::text::indent(line) > 0) {
      if (!entry || !read_address(line, *entry))
        rows.explain(lines.number(), "not a further address");
    } else {
      if (entry) emit(*entry, rows);
      entry.emplace();
      if (!table || !read_entry(line, *entry)) {
        rows.explain(lines.number(), "not a line of the table");
        entry.reset();
      }
    }
  }
  if (entry) emit(*entry, rows);
  return table ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace frr
