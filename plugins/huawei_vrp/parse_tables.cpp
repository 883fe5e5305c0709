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
// Which columns there are depends on the command, and a little on the model: the title tells. Each
// has one word, but for the description, which is the rest of the line.
#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "common/addresses.hpp"
#include "common/lines.hpp"
#include "common/names.hpp"
#include "common/numbers.hpp"
#include "common/rows.hpp"
#include "huawei_vrp/parse.hpp"

namespace vrp {
namespace {

using showd::text::parse_number;
using showd::text::take_word;
using showd::text::trim;

enum class Column { name, physical, protocol, ipv4, in_errors, out_errors, description, other };

using Columns = std::vector<Column>;

Column column(std::string_view word) {
  struct Known {
    std::string_view word;
    Column column;
  };
  constexpr std::array<Known, 8> kKnown = {
      Known{"Interface", Column::name},       Known{"PHY", Column::physical},
      Known{"Physical", Column::physical},    Known{"Protocol", Column::protocol},
      Known{"Address/Mask", Column::ipv4},    Known{"inErrors", Column::in_errors},
      Known{"outErrors", Column::out_errors}, Known{"Description", Column::description}};
  for (const Known& known : kKnown)
    if (word == known.word) return known.column;
  return Column::other;
}

/// The columns of a title; none if the line is not one.
Columns title(std::string_view line) {
  Columns columns;
  for (std::string_view word = take_word(line); !word.empty(); word = take_word(line))
    if (word != "IP") columns.push_back(column(word));  // "IP Address/Mask"
  const bool is_title =
      !columns.empty() && columns.front() == Column::name &&
      std::find(columns.begin(), columns.end(), Column::physical) != columns.end();
  return is_title ? columns : Columns();
}

struct Entry {
  showd::Row row;
  std::optional<State> physical, protocol;
  bool understood = true;

  void cell(Column column, std::string_view word);
};

void Entry::cell(Column column, std::string_view word) {
  switch (column) {
    case Column::physical:
      physical = parse_state(word);
      understood = understood && physical;
      break;
    case Column::protocol:
      protocol = parse_state(word);
      understood = understood && protocol;
      break;
    case Column::ipv4:
      if (const auto prefix = showd::text::parse_prefix(word); prefix && !prefix->ipv6)
        row.add_ipv4(prefix->address, prefix->length);
      else if (word == "unassigned")
        row.no_ipv4();
      else
        understood = false;
      break;
    case Column::in_errors:
      row.in_errors(parse_number(word));
      break;
    case Column::out_errors:
      row.out_errors(parse_number(word));
      break;
    case Column::name:
      row.if_name(word);
      break;
    case Column::description:
      row.if_alias(word);
      break;
    case Column::other:
      break;
  }
}

class Table {
 public:
  Table(showd::Sink& rows, std::string_view usual_title)
      : rows_(rows), columns_(title(usual_title)) {}

  /// `line` without outer blanks. False: not understood.
  bool line(std::string_view line) {
    if (Columns columns = title(line); !columns.empty()) {
      columns_ = std::move(columns);
      return titled_ = true;
    }
    if (line.starts_with("[IPv6 Address]")) return titled_;
    return row(line) || !titled_;  // above the title stands the legend
  }

  [[nodiscard]] bool understood() const noexcept { return titled_ || any_; }

 private:
  /// A line with more words than there are columns, or with fewer and one of them odd, is none of
  /// the table's: it would give one column's word to another.
  bool row(std::string_view line) {
    const bool named = showd::text::looks_like_row(line);
    bool whole = true;
    Entry entry;
    for (const Column column : columns_) {
      const bool rest = column == Column::description;
      const std::string_view word = rest ? std::exchange(line, {}) : take_word(line);
      whole = whole && (rest || !word.empty());
      if (rest || !word.empty()) entry.cell(column, trim(word));
    }
    const bool a_state = entry.physical || entry.protocol;
    if (!trim(line).empty() || !a_state) return false;
    if (!entry.understood && !(named && whole)) return false;
    if (!whole && (has_column(Column::in_errors) || !entry.physical || !entry.protocol))
      return false;
    put_states(entry.physical, entry.protocol, entry.row);
    rows_.row(entry.row);
    any_ = true;
    return entry.understood;
  }

  [[nodiscard]] bool has_column(Column column) const {
    return std::find(columns_.begin(), columns_.end(), column) != columns_.end();
  }

  showd::Sink& rows_;
  Columns columns_;
  bool titled_ = false;
  bool any_ = false;
};

showd_status parse_table(std::string_view output, showd::Sink& rows, std::string_view usual_title) {
  Table table(rows, usual_title);
  showd::text::each_line(output, rows, [&](const showd::text::Line& line) {
    return table.line(line.text) ? "" : "not a line of the table";
  });
  return table.understood() ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace

showd_status parse_display_interface_brief(std::string_view output, showd::Sink& rows) {
  return parse_table(output, rows, "Interface PHY Protocol InUti OutUti inErrors outErrors");
}

//   Interface                     PHY     Protocol Description
//   GE0/0/1                       up      up       uplink to the spine
showd_status parse_display_interface_description(std::string_view output, showd::Sink& rows) {
  return parse_table(output, rows, "Interface PHY Protocol Description");
}

//   Interface                         IP Address/Mask      Physical   Protocol   VPN
//   GigabitEthernet0/0/0              192.0.2.1/24         up         up         --
//   NULL0                             unassigned           up         up(s)      --
showd_status parse_display_ip_interface_brief(std::string_view output, showd::Sink& rows) {
  return parse_table(output, rows, "Interface IP Address/Mask Physical Protocol VPN");
}

//   Interface                    Physical              Protocol    VPN
//   GigabitEthernet0/0/0         up                    up          --
//   [IPv6 Address] 2001:DB8::1
// The addresses have no length, and a line of their own that does not say whose they are: they are
// left to `display ipv6 interface`.
showd_status parse_display_ipv6_interface_brief(std::string_view output, showd::Sink& rows) {
  return parse_table(output, rows, "Interface Physical Protocol VPN");
}

}  // namespace vrp
