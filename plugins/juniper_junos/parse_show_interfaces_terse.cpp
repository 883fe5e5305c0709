// Junos:
//   Interface               Admin Link Proto    Local                 Remote
//   ge-0/0/0                up    up
//   ge-0/0/0.0              up    up   inet     192.0.2.1/30
//                                      inet6    2001:db8::1/64
//                                               fe80::1/64
//                                      mpls
//   lo0.0                   up    up   inet     192.0.2.255         --> 0/0
//   ae0.0                   up    up   aenet    --> ae1.0
// A unit lists all its protocols, so a unit without inet has no IPv4 address.
#include <optional>
#include <string_view>

#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "juniper_junos/parse.hpp"

namespace junos {
namespace {

using showd::text::take_word;

class Terse {
 public:
  explicit Terse(showd::Sink& rows) : rows_(rows) {}

  bool understood() const noexcept { return table_; }

  /// False: not understood.
  bool line(std::string_view line) {
    if (line.starts_with("Interface ") && line.find(" Admin") != std::string_view::npos)
      return table_ = true;
    // Several routing engines: "{master:0}"; of a cluster: "node0:" above a rule of dashes.
    if (line.starts_with('{') || line.starts_with("-----") || line.ends_with(':')) return true;
    if (!table_) return false;
    return showd::text::indent(line) > 0 ? row_ && protocol(line) : interface(line);
  }

  void flush() {
    if (row_) rows_.row(*row_);
    row_.reset();
  }

 private:
  bool interface(std::string_view line) {
    flush();
    const std::string_view name = take_word(line);
    const std::string_view admin = take_word(line);
    const std::string_view link = take_word(line);
    if ((admin != "up" && admin != "down") || (link != "up" && link != "down")) return false;
    row_.emplace(name);
    row_->admin_status(admin == "up" ? SHOWD_ADMIN_UP : SHOWD_ADMIN_DOWN);
    row_->oper_status(link == "up" ? SHOWD_OPER_UP : SHOWD_OPER_DOWN);
    if (name.find('.') != std::string_view::npos) row_->no_ipv4().no_ipv6();
    proto_ = {};
    return protocol(line);
  }

  /// "inet6    2001:db8::1/64", "         fe80::1/64", "inet     192.0.2.255  --> 0/0"
  bool protocol(std::string_view line) {
    std::string_view word = take_word(line);
    if (word.empty()) return true;
    const bool address = word.find_first_of(".:") != std::string_view::npos;
    if (!address) {
      proto_ = word;
      word = take_word(line);
    }
    if ((proto_ != "inet" && proto_ != "inet6") || word.empty() || word == "-->") return true;
    const auto prefix = showd::text::parse_prefix(word);
    if (!prefix || prefix->ipv6 != (proto_ == "inet6")) return false;
    const std::uint32_t length = prefix->length.value_or(SHOWD_PREFIX_LENGTH_UNKNOWN);
    if (prefix->ipv6)
      row_->add_ipv6(prefix->address, length);
    else
      row_->add_ipv4(prefix->address, length);
    return true;
  }

  showd::Sink& rows_;
  bool table_ = false;
  std::optional<showd::Row> row_;
  std::string_view proto_;  ///< of the address lines that follow
};

}  // namespace

showd_status parse_show_interfaces_terse(std::string_view output, showd::Sink& rows) {
  Terse terse(rows);
  for (showd::text::Lines lines(output); lines.next() && !rows.stopped();) {
    if (showd::text::trim(lines.line()).empty()) continue;
    if (!terse.line(lines.line())) rows.explain(lines.number(), "not a line of the table");
  }
  terse.flush();
  return terse.understood() ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace junos
