// Cisco IOS 15; addresses stand below the interface, without prefix lengths:
//   GigabitEthernet0/0     [up/up]
//       FE80::5054:FF:FE12:A001
//       2001:DB8::1
//   GigabitEthernet0/1     [administratively down/down]
//       unassigned
//   Tunnel7                [up/up]
//       FE80::7
//       unnumbered (Loopback0)
#include <optional>
#include <string_view>

#include "cisco_ios/headed_block.hpp"
#include "cisco_ios/parse.hpp"
#include "common/addresses.hpp"
#include "common/lines.hpp"

namespace cisco_ios {
namespace {

using showd::text::cut;
using showd::text::take_word;
using showd::text::trim;
using std::string_view;

class BriefBlock : public HeadedBlock {
 public:
  static std::optional<InterfaceHead> head_of(string_view line);
  bool open(const InterfaceHead& head) {
    row.if_name(head.name);
    set_status(row, head.link, head.protocol);
    return true;
  }
  Detail read(string_view line);

 private:
  bool complete_ = false;  // behind "unassigned" and "unnumbered" comes nothing
};

std::optional<InterfaceHead> BriefBlock::head_of(string_view line) {
  if (!line.ends_with(']')) return std::nullopt;
  line.remove_suffix(1);
  const auto halves = cut(line, "[");
  if (!halves || halves->first.empty()) return std::nullopt;
  const auto states = cut(halves->second, "/");
  if (!states || !is_link_word(states->second)) return std::nullopt;
  return InterfaceHead{halves->first, states->first, states->second, {}};
}

// The link-local address comes first, and there is one: a second one is another interface's.
Detail BriefBlock::read(string_view line) {
  const string_view word = take_word(line);
  if (word == "unnumbered") {
    const bool own = !complete_;
    complete_ = true;
    return own ? Detail::taken : Detail::foreign;
  }
  if (!trim(line).empty()) return Detail::unknown;
  const bool has_address = row.has(SHOWD_HAS_IPV6);
  if (word == "unassigned") {
    if (complete_ || has_address) return Detail::foreign;
    complete_ = true;
    row.no_ipv6();
    return Detail::taken;
  }
  if (!showd::text::is_ipv6(word)) return Detail::unknown;
  const bool link_local = showd::text::starts_with_nocase(word, "fe80:");
  if (complete_ || (link_local && has_address)) return Detail::foreign;
  row.add_ipv6(word);
  return Detail::taken;
}

}  // namespace

showd_status parse_show_ipv6_interface_brief(string_view output, showd::Sink& rows) {
  return each_block<BriefBlock>(output, rows);
}

}  // namespace cisco_ios
