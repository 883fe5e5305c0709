// Junos, `show interfaces terse`:
//   Interface               Admin Link Proto    Local                 Remote
//   ge-0/0/0                up    up
//   ge-0/0/0.0              up    up   inet     192.0.2.1/30
//                                      inet6    2001:db8::1/64
//                                               fe80::1/64
//                                      mpls
//   lo0.0                   up    up   inet     192.0.2.255         --> 0/0
//   ae0.0                   up    up   aenet    --> ae1.0
// A unit lists all its protocols, each once, so a unit without inet has no IPv4 address, and a port
// has no protocols. `show interfaces descriptions` has the same first three columns:
//   Interface       Admin Link Description
//   ge-0/0/0        up    down uplink
#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "common/address_lists.hpp"
#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "common/names.hpp"
#include "common/rows.hpp"
#include "juniper_junos/parse.hpp"

namespace junos {
namespace {

using showd::Row;
using showd::text::take_word;
using showd::text::trim;

constexpr const char* kWhy = "not a line of the table";

bool is_title(std::string_view line) {
  return line.starts_with("Interface ") && line.find(" Admin") != std::string_view::npos;
}

/// Several routing engines: "{master:0}"; of a cluster: "node0:" above a rule of dashes.
bool is_frame(std::string_view line) {
  return is_title(line) || line.starts_with('{') || line.starts_with("-----") ||
         line.ends_with(':');
}

/// Name and states, off the front of a line. A line without any state that is known is no
/// interface's, nor is one with a third.
struct States {
  std::string_view name;
  std::optional<bool> admin_up, link_up;
  bool misplaced = false;

  [[nodiscard]] bool any() const {
    if (misplaced) return false;
    return (admin_up && link_up) || ((admin_up || link_up) && showd::text::is_interface_like(name));
  }
  [[nodiscard]] bool all() const { return admin_up && link_up; }
  void put_into(Row& row) const {
    row.if_name(name);
    if (admin_up) row.admin_status(*admin_up ? SHOWD_ADMIN_UP : SHOWD_ADMIN_DOWN);
    if (link_up) row.oper_status(*link_up ? SHOWD_OPER_UP : SHOWD_OPER_DOWN);
  }
};

std::optional<bool> read_state(std::string_view word) {
  if (word == "up") return true;
  if (word == "down") return false;
  return std::nullopt;
}

States take_states(std::string_view& line) {
  States states;
  states.name = take_word(line);
  states.admin_up = read_state(take_word(line));
  const std::string_view link = take_word(line);
  states.link_up = read_state(link);
  std::string_view rest = line;
  states.misplaced = link.empty() || (!states.all() && read_state(take_word(rest)));
  return states;
}

struct Entry {
  Row row;
  bool unit = false;
  std::vector<std::string_view> protocols;
  showd::text::AddressLists addresses;

  void finish() { addresses.put_into(row, unit, unit); }
};

bool is_address_like(std::string_view word) {
  return word.find_first_of(".:/") != std::string_view::npos &&
         word.find_first_not_of("0123456789abcdefABCDEF.:/") == std::string_view::npos;
}

/// What the line of a protocol or of a further address was taken for.
enum class Read { ours, unknown, not_understood, of_another_block };

class Terse {
 public:
  explicit Terse(showd::Sink& rows) : entry_(rows) {}

  /// `line` without outer blanks. False: not understood.
  bool line(std::string_view line) {
    if (is_frame(line)) {
      framed_ = framed_ || is_title(line);
      return true;
    }
    std::string_view rest = line;
    if (const States states = take_states(rest); states.any()) {
      Entry& entry = entry_.begin();
      entry.unit = states.name.find('.') != std::string_view::npos;
      states.put_into(entry.row);
      const bool understood = trim(rest).empty() || protocol(rest) == Read::ours;
      return states.all() && understood;
    }
    const Read read = entry_ ? protocol(line) : Read::unknown;
    const bool foreign =
        read == Read::of_another_block || (read != Read::ours && showd::text::looks_like_row(line));
    if (foreign) entry_.end();
    return read == Read::ours && !foreign;
  }

  [[nodiscard]] showd_status status() {
    const showd_status status = entry_.status();
    return status == SHOWD_E_NOT_UNDERSTOOD && framed_ ? SHOWD_OK : status;
  }

 private:
  /// "inet6    2001:db8::1/64", "mpls", "         fe80::1/64", "inet     192.0.2.255  --> 0/0"
  Read protocol(std::string_view line) {
    std::string_view word = take_word(line);
    const bool named = !is_address_like(word);
    const std::string_view name = word;
    if (named) word = take_word(line);
    const bool fits =
        word.empty() || is_address_like(word) || word == "-->" || word.starts_with("0x");
    if (!fits) return Read::unknown;
    auto& protocols = entry_->protocols;
    if (!entry_->unit || (named && has_protocol(name))) return Read::of_another_block;
    if (named) protocols.push_back(name);
    return protocols.empty() ? Read::of_another_block : address(protocols.back(), word, line);
  }

  Read address(std::string_view protocol, std::string_view word, std::string_view behind) {
    if (word.empty() || word == "-->") return Read::ours;
    const bool ip = protocol == "inet" || protocol == "inet6";
    const auto prefix = local_address(word, behind);
    if (!prefix) {
      if (ip) entry_->addresses.doubt(protocol == "inet6");
      return ip ? Read::not_understood : Read::ours;
    }
    const std::string_view own = prefix->ipv6 ? "inet6" : "inet";
    if (protocol != own && has_protocol(own)) return Read::of_another_block;
    if (protocol == own)
      entry_->addresses.add(*prefix);
    else
      entry_->addresses.doubt(prefix->ipv6);  // the line that names its protocol is missing
    return protocol == own ? Read::ours : Read::not_understood;
  }

  [[nodiscard]] bool has_protocol(std::string_view name) {
    const auto& all = entry_->protocols;
    return std::find(all.begin(), all.end(), name) != all.end();
  }

  bool framed_ = false;
  showd::text::OpenBlock<Entry> entry_;
};

}  // namespace

std::optional<showd::text::Prefix> local_address(std::string_view word, std::string_view behind) {
  auto prefix = showd::text::parse_prefix(word);
  const bool alone = take_word(behind) == "-->" && trim(behind) == "0/0";
  if (prefix && !prefix->ipv6 && !prefix->length && alone) prefix->length = 32;
  return prefix;
}

showd_status parse_show_interfaces_terse(std::string_view output, showd::Sink& rows) {
  Terse terse(rows);
  showd::text::each_line(output, rows, [&](const showd::text::Line& line) {
    return terse.line(line.text) ? "" : kWhy;
  });
  return terse.status();
}

showd_status parse_show_interfaces_descriptions(std::string_view output, showd::Sink& rows) {
  using showd::text::LineIs;
  return showd::text::each_row(output, rows, kWhy, [](std::string_view line, Row& row) {
    if (is_frame(line)) return LineIs::frame;
    const States states = take_states(line);
    if (!states.all()) return LineIs::unknown;
    states.put_into(row);
    row.if_alias(trim(line));
    return LineIs::row;
  });
}

}  // namespace junos
