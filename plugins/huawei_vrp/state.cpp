#include <array>

#include "common/lines.hpp"
#include "huawei_vrp/parse.hpp"

namespace vrp {
namespace {

using showd::text::equal_nocase;
using showd::text::starts_with_nocase;
using showd::text::trim;

struct Mark {
  std::string_view mark, meaning;
};

// The tables' legends (VRP 5.170 on S, AR and NE; VRP 8 on CE).
constexpr std::array<Mark, 5> kBefore = {Mark{"*", ""}, Mark{"^", "standby"},
                                         Mark{"#", "LBDT down"}, Mark{"-", "link flap down"},
                                         Mark{"!", "FIB overload down"}};
constexpr std::array<Mark, 10> kBehind = {Mark{"(l)", "loopback"},
                                          Mark{"(s)", "spoofing"},
                                          Mark{"(E)", "E-Trunk down"},
                                          Mark{"(b)", "BFD down"},
                                          Mark{"(B)", "Bit-error-detection down"},
                                          Mark{"(e)", "ETHOAM down"},
                                          Mark{"(d)", "Dampening Suppressed"},
                                          Mark{"(p)", "port alarm down"},
                                          Mark{"(dl)", "DLDP down"},
                                          Mark{"(lb)", "LBDT block"}};

std::string_view meaning_behind(std::string_view mark) {
  for (const Mark& known : kBehind)
    if (mark == known.mark) return known.meaning;
  if (mark.starts_with('(') && mark.ends_with(')')) mark = mark.substr(1, mark.size() - 2);
  return trim(mark);
}

}  // namespace

std::optional<State> parse_state(std::string_view text) {
  State state;
  text = trim(text);
  for (const Mark& known : kBefore) {
    if (!text.starts_with(known.mark)) continue;
    state.admin_down = known.mark == "*";
    state.reason = known.meaning;
    text.remove_prefix(1);
  }
  if (starts_with_nocase(text, "administratively ")) {
    state.admin_down = true;
    text = trim(text.substr(17));
  }
  // "ERROR DOWN(bpdu-protection)", "TRIGGER DOWN (BFD)": port and cable are well, a protection
  // acted.
  for (const std::string_view acted : {"error ", "trigger "})
    if (starts_with_nocase(text, acted) && starts_with_nocase(text.substr(acted.size()), "down"))
      return State{.up = false, .admin_down = false, .reason = text};
  std::size_t size = 0;
  if (starts_with_nocase(text, "up")) size = 2;
  if (starts_with_nocase(text, "down")) size = 4;
  if (size == 0) return std::nullopt;
  state.up = size == 2;
  const std::string_view behind = trim(text.substr(size));
  if (!behind.empty() && !behind.starts_with('(')) return std::nullopt;
  if (!behind.empty()) state.reason = meaning_behind(behind);
  return state;
}

void put_states(const State& physical, const std::optional<State>& protocol, showd::Row& row) {
  row.admin_status(physical.admin_down ? SHOWD_ADMIN_DOWN : SHOWD_ADMIN_UP);
  const bool up = physical.up && (!protocol || protocol->up);
  row.oper_status(up ? SHOWD_OPER_UP : SHOWD_OPER_DOWN);
  if (!physical.reason.empty())
    row.reason(physical.reason);
  else if (protocol && !protocol->reason.empty())
    row.reason(protocol->reason);
}

}  // namespace vrp
