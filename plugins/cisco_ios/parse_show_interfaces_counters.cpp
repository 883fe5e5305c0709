// Cisco IOS 15 (Catalyst): tables one after the other, each with its own columns. With "errors"
// behind the command there are other tables of the same form.
//   Port            InOctets    InUcastPkts    InMcastPkts    InBcastPkts
//   Gi1/0/1      10634102734          12345            123              4
//
//   Port           OutOctets   OutUcastPkts   OutMcastPkts   OutBcastPkts
//   Gi1/0/1         81234567          23456             42             17
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cisco_ios/interface_head.hpp"
#include "cisco_ios/parse.hpp"
#include "common/lines.hpp"
#include "common/numbers.hpp"
#include "common/rows.hpp"

namespace cisco_ios {
namespace {

using showd::Row;
using showd::text::LineIs;
using showd::text::take_word;
using showd::text::trim;
using std::string_view;

struct Column {
  string_view title;
  Row& (Row::*set)(Row::Number);  ///< nullptr: known, and a row has no place for it
};
// Of "errors" those that mean the same on every model: receive and transmit errors do not.
constexpr Column kColumns[] = {
    {"InOctets", &Row::in_octets},
    {"InUcastPkts", &Row::in_unicast_packets},
    {"InMcastPkts", &Row::in_multicast_packets},
    {"InBcastPkts", &Row::in_broadcast_packets},
    {"OutOctets", &Row::out_octets},
    {"OutUcastPkts", &Row::out_unicast_packets},
    {"OutMcastPkts", &Row::out_multicast_packets},
    {"OutBcastPkts", &Row::out_broadcast_packets},
    {"FCS-Err", &Row::in_crc_errors},
    {"OutDiscards", &Row::out_discards},
};
constexpr Column kOther = {"", nullptr};

class CountersReader {
 public:
  LineIs read(string_view line, Row& row) {
    if (is_preamble(line)) return LineIs::ignored;
    string_view rest = line;
    const string_view first = take_word(rest);
    if (first == "Port" || first == "Interface") return begin(rest);
    if (columns_.empty() || !is_interface_name(first)) return LineIs::unknown;
    // The first port once more: another table's first row, whose titles are missing.
    if (first == first_port_) {
      columns_.clear();
      return LineIs::unknown;
    }
    if (first_port_.empty()) first_port_ = first;
    row.if_name(first);
    return set(rest, row) ? LineIs::row : LineIs::unknown;
  }

 private:
  LineIs begin(string_view titles) {
    columns_.clear();
    first_port_ = {};
    while (!trim(titles).empty()) {
      const string_view title = take_word(titles);
      columns_.push_back(&kOther);
      for (const Column& known : kColumns)
        if (known.title == title) columns_.back() = &known;
    }
    return LineIs::frame;
  }

  /// A row has as many numbers as there are titles, or it is none.
  bool set(string_view rest, Row& row) const {
    for (const Column* column : columns_) {
      const auto value = showd::text::parse_number(take_word(rest));
      if (!value) return false;
      if (column->set) (row.*column->set)(value);
    }
    return trim(rest).empty();
  }

  std::vector<const Column*> columns_;
  string_view first_port_;
};

}  // namespace

showd_status parse_show_interfaces_counters(string_view output, showd::Sink& rows) {
  CountersReader reader;
  return showd::text::each_row(output, rows, "not a row of a table of counters",
                               [&](string_view line, Row& row) { return reader.read(line, row); });
}

}  // namespace cisco_ios
