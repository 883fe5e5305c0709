// Cisco IOS 15 (Catalyst); the name is the description, cut to 18 characters:
//   Port      Name               Status       Vlan       Duplex  Speed Type
//   Gi1/0/2   AccessPoint        connected    8          a-full a-1000 10/100/1000BaseTX
//   Gi1/0/17  *** connected to U notconnect   pvlan prom   auto   auto Not Present
//   Gi1/0/22  x                  notconnect: TD 1        a-full  a-100 10/100/1000BaseTX
// Columns move when a field is too long for them, and a name may hold any word. So a line is read
// from its right: the last duplex with a speed behind it; before it the VLAN; before that the
// status. Where a known status stands under its title, that one is meant.
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "cisco_ios/interface_head.hpp"
#include "cisco_ios/parse.hpp"
#include "common/lines.hpp"
#include "common/numbers.hpp"
#include "common/rows.hpp"

namespace cisco_ios {
namespace {

using showd::text::LineIs;
using showd::text::take_word;
using showd::text::trim;
using std::string_view;

struct StatusWord {
  string_view word;
  std::uint32_t admin_status;
  std::uint32_t oper_status;
  bool says_why;
};
constexpr StatusWord kStatusWords[] = {
    {"connected", SHOWD_ADMIN_UP, SHOWD_OPER_UP, false},
    {"notconnect", SHOWD_ADMIN_UP, SHOWD_OPER_DOWN, true},
    {"disabled", SHOWD_ADMIN_DOWN, SHOWD_OPER_DOWN, false},
    {"err-disabled", SHOWD_ADMIN_UP, SHOWD_OPER_DOWN, true},
    {"suspended", SHOWD_ADMIN_UP, SHOWD_OPER_DOWN, true},  // by the channel's protocol
    {"monitoring", SHOWD_ADMIN_UP, SHOWD_OPER_UP, true},   // destination of a SPAN session
    {"inactive", SHOWD_ADMIN_UP, SHOWD_OPER_DOWN, true},   // its VLAN does not exist
    {"faulty", SHOWD_ADMIN_UP, SHOWD_OPER_DOWN, true},
    {"down", SHOWD_ADMIN_UP, SHOWD_OPER_DOWN, false},
};

const StatusWord* find_status(string_view word) {
  if (word.ends_with(':')) word.remove_suffix(1);  // "connected: TDR" while a cable test runs
  for (const StatusWord& known : kStatusWords)
    if (known.word == word) return &known;
  return nullptr;
}

bool is_duplex(string_view word) {
  if (word.starts_with("a-")) word.remove_prefix(2);
  return word == "auto" || word == "full" || word == "half";
}

/// "1000" is in Mb/s; "10G"; nothing for "auto".
std::optional<std::uint64_t> speed_bps(string_view word) {
  if (const auto megabits = showd::text::parse_number(word)) {
    if (*megabits == 0 || *megabits > 10'000'000) return std::nullopt;
    return *megabits * 1'000'000;
  }
  return showd::text::parse_speed_bps(word);
}

bool is_speed(string_view word) {
  if (word.starts_with("a-")) word.remove_prefix(2);
  return word == "auto" || speed_bps(word).has_value();
}

/// "a-full" is what was negotiated; "full" what runs, or what is configured on a port that is down,
/// and then it is no state.
std::optional<string_view> mode(string_view word, bool up) {
  if (word.starts_with("a-")) return word.substr(2);
  if (!up) return std::nullopt;
  return word;
}

/// A line behind the port's name, in words.
class StatusLine {
 public:
  /// `title`: where "Status" stands in the table's head, counted like `columns`; npos if unknown.
  StatusLine(string_view columns, std::size_t title) : columns_(columns) {
    for (string_view rest = columns; !trim(rest).empty();) words_.push_back(take_word(rest));
    for (std::size_t at = 2; at + 1 < words_.size(); ++at)
      if (is_duplex(words_[at]) && is_speed(words_[at + 1])) duplex_ = at;
    if (duplex_ != 0) find_place(title);
  }

  [[nodiscard]] bool valid() const noexcept { return duplex_ != 0; }
  [[nodiscard]] const StatusWord* status() const { return find_status(words_[status_]); }
  /// Nothing where the status is not known and not under its title: it may have more words.
  [[nodiscard]] std::optional<string_view> name() const {
    if (!status() && !under_title_) return std::nullopt;
    return trim(columns_.substr(0, offset(status_)));
  }
  [[nodiscard]] string_view duplex() const { return words_[duplex_]; }
  [[nodiscard]] string_view speed() const { return words_[duplex_ + 1]; }
  [[nodiscard]] string_view type() const {
    return trim(columns_.substr(offset(duplex_ + 1) + speed().size()));
  }

 private:
  [[nodiscard]] std::size_t offset(std::size_t word) const {
    return static_cast<std::size_t>(words_[word].data() - columns_.data());
  }

  void find_place(std::size_t title) {
    const bool two_words = duplex_ >= 3 && words_[duplex_ - 2] == "pvlan";
    status_ = duplex_ - (two_words ? 3 : 2);
    // "notconnect: TD 1"
    if (!status() && status_ > 0 && words_[status_ - 1].ends_with(':') &&
        find_status(words_[status_ - 1]))
      --status_;
    for (std::size_t at = 0; at < duplex_; ++at) {
      if (offset(at) != title) continue;
      const bool better = find_status(words_[at]) && at + 1 < duplex_;
      if (better) status_ = at;
      under_title_ = at == status_;
    }
  }

  string_view columns_;
  std::vector<string_view> words_;
  std::size_t duplex_ = 0;  ///< into words_; 0: there is none
  std::size_t status_ = 0;
  bool under_title_ = false;
};

void set_modes(const StatusLine& line, bool up, showd::Row& row) {
  if (const auto speed = mode(line.speed(), up)) row.speed_bps(speed_bps(*speed));
  const auto duplex = mode(line.duplex(), up);
  if (duplex == "full") row.duplex(SHOWD_DUPLEX_FULL);
  if (duplex == "half") row.duplex(SHOWD_DUPLEX_HALF);
}

LineIs read_line(string_view whole, std::size_t title, showd::Row& row) {
  string_view columns = whole;
  row.if_name(take_word(columns));
  if (!is_interface_name(row.if_name())) return LineIs::unknown;
  const std::size_t before = whole.size() - columns.size();
  const StatusLine line(columns, title == string_view::npos ? title : title - before);
  if (!line.valid()) return LineIs::unknown;
  if (const auto name = line.name()) row.if_alias(*name);
  if (const string_view type = line.type(); !type.empty()) row.type(type);
  const StatusWord* const status = line.status();
  set_modes(line, status && status->oper_status == SHOWD_OPER_UP, row);
  if (!status) return LineIs::partly;
  row.admin_status(status->admin_status).oper_status(status->oper_status);
  row.reason(status->says_why ? status->word : string_view());
  return LineIs::row;
}

}  // namespace

showd_status parse_show_interfaces_status(string_view output, showd::Sink& rows) {
  std::size_t title = string_view::npos;
  return showd::text::each_row(
      output, rows, "not a line of the status table", [&](string_view line, showd::Row& row) {
        if (line.starts_with("Port ")) {
          title = line.find(" Status ");
          if (title != string_view::npos) ++title;
          return LineIs::frame;
        }
        if (line.find_first_not_of('-') == string_view::npos || is_preamble(line))
          return LineIs::ignored;
        return read_line(line, title, row);
      });
}

}  // namespace cisco_ios
