// Cisco IOS 15 (Catalyst); the name is the description, cut to 18 characters:
//   Port      Name               Status       Vlan       Duplex  Speed Type
//   Gi1/0/2   AccessPoint        connected    8          a-full a-1000 10/100/1000BaseTX
//   Gi1/0/17  *** connected to U notconnect   pvlan prom   auto   auto Not Present
//   Gi1/0/22  x                  notconnect: TD 1        a-full  a-100 10/100/1000BaseTX
// Columns move when a field is too long for them, and a name may hold any word. So the status is
// the last word that can be one and has a duplex within reach: at most two more words of status
// and two of VLAN lie between.
#include <array>
#include <optional>
#include <string_view>

#include "cisco_ios/parse.hpp"
#include "common/lines.hpp"
#include "common/numbers.hpp"

namespace cisco_ios {
namespace {

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
constexpr int kReach = 5;  // words from the status to the duplex

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

/// "a-full" is what was negotiated; "full" what runs, or what is configured on a port that is down,
/// and then it is no state.
std::optional<string_view> mode(string_view word, bool up) {
  if (word.starts_with("a-")) return word.substr(2);
  if (!up) return std::nullopt;
  return word;
}

void set_duplex(showd::Row& row, string_view word) {
  if (word == "full") row.duplex(SHOWD_DUPLEX_FULL);
  if (word == "half") row.duplex(SHOWD_DUPLEX_HALF);
}

/// "1000" is in Mb/s; "10G"; nothing for "auto".
std::optional<std::uint64_t> speed_bps(string_view word) {
  if (const auto megabits = showd::text::parse_number(word)) {
    if (*megabits == 0 || *megabits > 10'000'000) return std::nullopt;
    return *megabits * 1'000'000;
  }
  return showd::text::parse_speed_bps(word);
}

struct Found {
  const StatusWord* status;
  string_view before;  ///< the name column
  string_view duplex;
  string_view after;  ///< speed and type
};

/// What stands from a status on, if a duplex follows.
std::optional<Found> status_at(const StatusWord* status, string_view before, string_view rest) {
  for (int reach = 0; reach < kReach; ++reach) {
    const string_view word = take_word(rest);
    if (is_duplex(word)) return Found{status, before, word, rest};
  }
  return std::nullopt;
}

std::optional<Found> last_status(string_view columns) {
  std::optional<Found> last;
  for (string_view rest = columns; !rest.empty();) {
    const string_view word = take_word(rest);
    const StatusWord* const status = find_status(word);
    if (!status) continue;
    const auto begin = static_cast<std::size_t>(word.data() - columns.data());
    if (const auto found = status_at(status, columns.substr(0, begin), rest)) last = found;
  }
  return last;
}

bool read_line(string_view line, showd::Row& row) {
  row.if_name(take_word(line));
  const auto found = last_status(line);
  if (!found) return false;
  const StatusWord& status = *found->status;
  row.if_alias(trim(found->before));
  row.admin_status(status.admin_status).oper_status(status.oper_status);
  row.reason(status.says_why ? status.word : string_view());
  const bool up = status.oper_status == SHOWD_OPER_UP;
  string_view rest = found->after;
  if (const auto speed = mode(take_word(rest), up)) row.speed_bps(speed_bps(*speed));
  if (const auto duplex = mode(found->duplex, up)) set_duplex(row, *duplex);
  if (const string_view type = trim(rest); !type.empty()) row.type(type);
  return true;
}

bool is_frame(string_view line) {
  return line.starts_with("Port ") || line.find_first_not_of('-') == string_view::npos;
}

}  // namespace

showd_status parse_show_interfaces_status(string_view output, showd::Sink& rows) {
  bool any = false;
  for (showd::text::Lines lines(output); lines.next();) {
    const string_view line = trim(lines.line());
    if (line.empty() || is_frame(line)) {
      any = any || line.starts_with("Port ");
      continue;
    }
    showd::Row row;
    if (read_line(line, row)) {
      any = true;
      if (!rows.row(row)) return SHOWD_E_STOPPED;
    } else {
      rows.explain(lines.number(), "not a line of the status table");
    }
  }
  return any ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace cisco_ios
