// FRR 8.4.4, `show interface brief`:
//   Interface       Status  VRF             Addresses
//   ---------       ------  ---             ---------
//   ge1             up      default         10.1.1.1/24
//                                           + 2001:db8:1:1::1/64
//   ge4             up      default         + 10.1.4.1/24
//                                           10.5.5.5/24
// "up" here is the administrative state alone: a port without carrier is "up" too. '+' says that
// there are further addresses of that family which are not shown (secondary, link-local), so the
// list of the family is not stated then; and without any IPv6 address, link-local ones may be
// hidden. Nor is it stated of a family with an address on a line of its own: that line is another
// interface's, if the one between is missing.
// `show interface description`, which Quagga has as well:
//   Interface       Status  Protocol  Description
//   ge1             up      down      uplink to core
//   lo              up      unknown
#include <optional>
#include <string_view>

#include "common/address_lists.hpp"
#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "common/names.hpp"
#include "common/rows.hpp"
#include "frr/parse.hpp"

namespace frr {
namespace {

using showd::text::LineIs;
using showd::text::take_word;

constexpr const char* kWhy = "not a line of the table";

bool is_rule(std::string_view line) { return line.starts_with("---"); }

/// The title line of a table; `last` is its last column's.
bool is_title(std::string_view line, std::string_view last) {
  return line.starts_with("Interface ") && line.ends_with(last);
}

/// "up" or "down"; nothing otherwise.
std::optional<bool> read_status(std::string_view word) {
  if (word == "up") return true;
  if (word == "down") return false;
  return std::nullopt;
}

/// "10.1.4.1/24", "+ 10.1.4.1/24".
bool is_address(std::string_view text) {
  const std::string_view word = take_word(text);
  return word == "+" || showd::text::parse_prefix(word).has_value() ||
         word.find('/') != std::string_view::npos;
}

struct Entry {
  showd::Row row;
  showd::text::AddressLists addresses;
  bool addressed = false;  ///< only then further lines with addresses may follow

  void finish() { addresses.put_into(row, true, false); }
  bool first_address(std::string_view text);
  bool further_address(std::string_view text);
};

/// False: not understood.
bool Entry::first_address(std::string_view text) {
  addressed = !text.empty();
  const auto prefix = showd::text::parse_prefix(text);
  if (!prefix) return text.empty() || further_address(text);
  addresses.add(*prefix);
  return true;
}

/// False: not understood.
bool Entry::further_address(std::string_view text) {
  std::string_view word = take_word(text);
  if (word == "+") word = take_word(text);
  addresses.doubt(word.find(':') != std::string_view::npos);
  return showd::text::parse_prefix(word).has_value();
}

class Brief {
 public:
  explicit Brief(showd::Sink& rows) : entry_(rows) {}

  /// `line` without outer blanks. False: not understood.
  bool line(std::string_view line) {
    if (is_title(line, "Addresses")) return table_ = true;
    if (is_rule(line)) return true;
    if (!table_) return false;
    if (is_address(line)) return entry_ && entry_->addressed && entry_->further_address(line);
    if (const auto understood = begin(line)) return *understood;
    if (showd::text::looks_like_row(line)) entry_.end();
    return false;
  }

  [[nodiscard]] showd_status status() {
    const showd_status status = entry_.status();
    return status == SHOWD_E_NOT_UNDERSTOOD && table_ ? SHOWD_OK : status;
  }

 private:
  /// "ge1  up  default  10.1.1.1/24"; nothing: no interface. False: its status is not understood.
  std::optional<bool> begin(std::string_view line) {
    const std::string_view name = take_word(line);
    const auto admin_up = read_status(take_word(line));
    if (take_word(line).empty() || (!admin_up && !is_address(line))) return std::nullopt;
    Entry& entry = entry_.begin();
    entry.row.if_name(name);
    if (admin_up) entry.row.admin_status(*admin_up ? SHOWD_ADMIN_UP : SHOWD_ADMIN_DOWN);
    if (admin_up == false) entry.row.oper_status(SHOWD_OPER_DOWN);
    return entry.first_address(showd::text::trim(line)) && admin_up;
  }

  bool table_ = false;
  showd::text::OpenBlock<Entry> entry_;
};

LineIs read_description(std::string_view line, showd::Row& row) {
  if (is_title(line, "Description") || is_rule(line)) return LineIs::frame;
  const std::string_view name = take_word(line);
  const auto admin_up = read_status(take_word(line));
  const std::string_view protocol = take_word(line);
  const auto protocol_up = read_status(protocol);
  if (!admin_up || (!protocol_up && protocol != "unknown")) return LineIs::unknown;
  row.if_name(name);
  row.admin_status(*admin_up ? SHOWD_ADMIN_UP : SHOWD_ADMIN_DOWN);
  if (protocol_up) row.oper_status(*protocol_up ? SHOWD_OPER_UP : SHOWD_OPER_DOWN);
  row.if_alias(showd::text::trim(line));
  return LineIs::row;
}

}  // namespace

showd_status parse_show_interface_brief(std::string_view output, showd::Sink& rows) {
  Brief brief(rows);
  showd::text::each_line(output, rows, [&](const showd::text::Line& line) {
    return brief.line(line.text) ? "" : kWhy;
  });
  return brief.status();
}

showd_status parse_show_interface_description(std::string_view output, showd::Sink& rows) {
  return showd::text::each_row(output, rows, kWhy, read_description);
}

}  // namespace frr
