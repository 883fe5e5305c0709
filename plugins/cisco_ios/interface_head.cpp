#include "cisco_ios/interface_head.hpp"

#include "common/lines.hpp"

namespace cisco_ios {
namespace {

using showd::text::cut;
using showd::text::take_word;
using showd::text::trim;

// 0: the word does not tell. err-disabled and notconnect are states of the port, not of its
// configuration: "no shutdown" still stands there.
struct LinkWord {
  std::string_view word;
  std::uint32_t admin_status;
  std::uint32_t oper_status;  ///< where the link alone decides, whatever the protocol says
};
constexpr LinkWord kLinkWords[] = {
    {"up", SHOWD_ADMIN_UP, 0},
    {"down", SHOWD_ADMIN_UP, 0},
    {"administratively down", SHOWD_ADMIN_DOWN, 0},
    {"admin down", SHOWD_ADMIN_DOWN, 0},
    {"reset", 0, 0},                         // the hardware is being reset
    {"deleted", 0, SHOWD_OPER_NOT_PRESENT},  // a sub-interface that goes with the next reload
    {"standby mode", SHOWD_ADMIN_UP, SHOWD_OPER_DORMANT},  // "backup interface": waits for its turn
    {"initializing", SHOWD_ADMIN_UP, 0},
};

const LinkWord* find(std::string_view word) {
  for (const LinkWord& known : kLinkWords)
    if (known.word == word) return &known;
  return nullptr;
}

/// "up (spoofing)" -> "up", "spoofing"
std::string_view take_brackets(std::string_view& text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) return {};
  std::string_view inside = text.substr(open + 1);
  inside = inside.substr(0, inside.find(')'));
  text = trim(text.substr(0, open));
  return trim(inside);
}

}  // namespace

std::optional<InterfaceHead> parse_head(std::string_view line) {
  const auto halves = cut(line, ", line protocol is ");
  if (!halves || line.starts_with(' ')) return std::nullopt;
  const auto subject = cut(halves->first, " is ");
  if (!subject || subject->first.empty() || subject->first.find_first_of(" :%") == 0 ||
      subject->first.size() > 128)
    return std::nullopt;
  InterfaceHead head;
  head.name = subject->first;
  head.link = subject->second;
  const std::string_view link_note = take_brackets(head.link);
  std::string_view protocol = halves->second;
  head.note = take_brackets(protocol);
  if (head.note.empty()) head.note = link_note;
  head.protocol = take_word(protocol);
  if (head.protocol.ends_with(',')) head.protocol.remove_suffix(1);
  if (head.link.empty() || head.protocol.empty()) return std::nullopt;
  return head;
}

void set_status(showd::Row& row, std::string_view link, std::string_view protocol) {
  const LinkWord* const known = find(link);
  if (known && known->admin_status) row.admin_status(known->admin_status);
  if (known && known->oper_status)
    row.oper_status(known->oper_status);
  else if (protocol == "up")
    row.oper_status(SHOWD_OPER_UP);
  else if (protocol == "down")
    row.oper_status(SHOWD_OPER_DOWN);
}

void set_head(showd::Row& row, const InterfaceHead& head) {
  row.if_name(head.name);
  set_status(row, head.link, head.protocol);
  const LinkWord* const known = find(head.link);
  if (head.note == "disabled") row.admin_status(SHOWD_ADMIN_DOWN);
  if (!head.note.empty() && head.note != "connected" && head.note != "disabled")
    row.reason(head.note);
  else if (!known || !known->admin_status || known->oper_status)
    row.reason(head.link);  // "reset", "deleted", "standby mode", and what is new to us
  else
    row.reason("");
}

bool is_link_word(std::string_view word) { return find(word) != nullptr; }

}  // namespace cisco_ios
