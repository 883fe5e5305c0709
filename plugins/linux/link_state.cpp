#include <array>

#include "common/lines.hpp"
#include "linux/parse.hpp"

namespace linux_ip {

void LinkState::flag(std::string_view word) {
  if (!up) up = false;
  if (word == "UP") up = true;
  if (word == "RUNNING") running = true;
  if (word == "NO-CARRIER") no_carrier = true;
}

void LinkState::flags(std::string_view list) {
  if (!up) up = false;
  while (!list.empty()) flag(showd::text::take_item(list));
}

bool LinkState::operstate(std::string_view word) {
  struct Known {
    std::string_view word;
    std::uint32_t status;
  };
  // UNKNOWN is what loopback and many virtual interfaces say for good: their drivers do not tell.
  constexpr std::array<Known, 7> kKnown = {
      Known{"UP", SHOWD_OPER_UP},           Known{"DOWN", SHOWD_OPER_DOWN},
      Known{"UNKNOWN", SHOWD_OPER_UNKNOWN}, Known{"LOWERLAYERDOWN", SHOWD_OPER_LOWER_LAYER_DOWN},
      Known{"DORMANT", SHOWD_OPER_DORMANT}, Known{"NOTPRESENT", SHOWD_OPER_NOT_PRESENT},
      Known{"TESTING", SHOWD_OPER_TESTING}};
  for (const Known& known : kKnown) {
    if (word != known.word) continue;
    oper_status = known.status;
    return true;
  }
  return false;
}

void LinkState::put_into(showd::Row& row) const {
  if (up) row.admin_status(*up ? SHOWD_ADMIN_UP : SHOWD_ADMIN_DOWN);
  row.oper_status(oper_status);
  if (no_carrier) row.reason("NO-CARRIER");
}

}  // namespace linux_ip
