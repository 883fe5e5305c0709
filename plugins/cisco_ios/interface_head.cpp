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

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kInNumbers = "0123456789/.:_";

/// What begins with a letter: one word, or a few plain ones: "Control Plane Interface".
bool is_name(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  if (text.empty() || text.size() > kLongest) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == ',' || (text[i] == ' ' && text[i - 1] == ':')) return false;
  return text.back() != ':';
}

/// "pseudowire100001 is up": without a line protocol, only of what is surely a name and a state.
std::optional<InterfaceHead> bare_head(std::string_view name, std::string_view state) {
  if (!is_interface_name(name)) return std::nullopt;
  InterfaceHead head{name, state, "down", {}};
  head.note = take_brackets(head.link);
  const LinkWord* const known = find(head.link);
  if (!known || !known->admin_status || known->oper_status) return std::nullopt;
  if (head.link == "up") head.protocol = "up";
  return head;
}

}  // namespace

std::optional<InterfaceHead> parse_head(std::string_view line) {
  if (line.empty() || kLetters.find(line[0]) == std::string_view::npos) return std::nullopt;
  const auto subject = cut(line, " is ");
  if (!subject || !is_name(subject->first)) return std::nullopt;
  const auto halves = cut(subject->second, ", line protocol is ");
  if (!halves) return bare_head(subject->first, subject->second);
  InterfaceHead head{subject->first, halves->first, {}, {}};
  const std::string_view link_note = take_brackets(head.link);
  std::string_view protocol = halves->second;
  head.note = take_brackets(protocol);
  if (head.note.empty()) head.note = link_note;
  head.protocol = take_word(protocol);
  if (head.protocol.ends_with(',')) head.protocol.remove_suffix(1);
  if (head.link.empty() || head.protocol.empty()) return std::nullopt;
  return head;
}

bool is_interface_name(std::string_view word) {
  const std::size_t digit = word.find_first_of(kDigits);
  if (digit == std::string_view::npos || digit < 2 || word.size() > 64) return false;
  if (kDigits.find(word.back()) == std::string_view::npos) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (kLetters.find(word[i]) == std::string_view::npos && (i == 0 || word[i] != '-') &&
        (i < digit || kInNumbers.find(word[i]) == std::string_view::npos))
      return false;
  return true;
}

bool names_an_interface(std::string_view line) {
  const std::string_view word = take_word(line);
  return is_interface_name(word) && !word.starts_with("IPv");
}

bool describes_an_interface(std::string_view line) {
  const auto halves = cut(line, " ");
  return halves && names_an_interface(line) && halves->second.starts_with("is ");
}

bool is_preamble(std::string_view line) {
  return line.starts_with("Load for five secs") || line.starts_with("Time source is ") ||
         line.starts_with("No time source");
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
