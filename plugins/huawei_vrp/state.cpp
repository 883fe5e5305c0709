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

/// What stands behind "UP" or "DOWN": "(spoofing)", "( Administratively )", "(l)".
bool read_behind(std::string_view text, State& state) {
  if (text.empty()) return true;
  if (!text.starts_with('(')) return false;
  state.reason = meaning_behind(text);
  if (!starts_with_nocase(state.reason, "administratively")) return true;
  state.admin_down = true;
  state.reason = {};
  return true;
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
  if (!read_behind(trim(text.substr(size)), state)) return std::nullopt;
  return state;
}

void put_states(const std::optional<State>& physical, const std::optional<State>& protocol,
                showd::Row& row) {
  if (!physical) return;
  row.admin_status(physical->admin_down ? SHOWD_ADMIN_DOWN : SHOWD_ADMIN_UP);
  if (!physical->up || (protocol && !protocol->up))
    row.oper_status(SHOWD_OPER_DOWN);
  else if (protocol)
    row.oper_status(SHOWD_OPER_UP);
  if (!physical->reason.empty())
    row.reason(physical->reason);
  else if (protocol && !protocol->reason.empty())
    row.reason(protocol->reason);
}

}  // namespace vrp
