#include "dialect/allow_list.hpp"

#include <algorithm>
#include <span>

#include "dialect/acting_words.hpp"
#include "dialect/linux_reading.hpp"
#include "dialect/routeros_print.hpp"
#include "dialect/words.hpp"

namespace showd {
namespace {

std::span<const std::string_view> rest(const Words& words) { return std::span(words).subspan(1); }

/// One filter behind a pipe, of those that only choose or reshape lines. Some are Linux commands
/// as well, and some CLIs sit on a shell: those get one word that is no path and no option.
bool is_filter(std::string_view text) {
  const Words words = split(text);
  if (words.empty()) return false;
  if (one_of(words[0], {"include", "exclude", "begin", "section", "count", "match", "except"}))
    return true;
  if (one_of(words[0], {"i", "inc", "incl", "exc", "excl", "b", "beg", "sec", "sect"}))
    return words.size() > 1;  // the abbreviations that people type
  if (one_of(words[0], {"find", "grep"})) return words.size() == 2 && has_only(words[1], "_:");
  return one_of(words[0], {"display", "json", "xml", "last", "no-more"}) &&
         std::all_of(words.begin(), words.end(),
                     [](std::string_view word) { return has_only(word, "-"); });
}

bool are_filters(std::string_view text) {
  for (;;) {
    const std::size_t pipe = text.find('|');
    if (!is_filter(text.substr(0, pipe))) return false;
    if (pipe == std::string_view::npos) return true;
    text.remove_prefix(pipe + 1);
  }
}

/// vtysh -c 'show interface': what is inside the quotes, or nothing.
std::string_view vtysh_command(std::string_view text) {
  constexpr std::string_view kHead = "vtysh -c ";
  if (!text.starts_with(kHead) || text.size() < kHead.size() + 3) return {};
  const char quote = text[kHead.size()];
  if ((quote != '\'' && quote != '"') || text.back() != quote) return {};
  return text.substr(kHead.size() + 1, text.size() - kHead.size() - 2);
}

}  // namespace

bool is_read_only(std::string_view command) {
  if (!is_printable_line(command)) return false;
  // Separators, redirections, substitutions, and `?`, which most CLIs act on at once.
  if (command.find_first_of(";&<>`$?") != std::string_view::npos) return false;
  const std::size_t pipe = command.find('|');
  if (pipe != std::string_view::npos && !are_filters(command.substr(pipe + 1))) return false;
  const std::string_view head = command.substr(0, pipe);
  const Words words = split(head);
  if (words.empty()) return false;
  if (one_of(words[0], {"show", "display"})) return !makes_it_act(words[0], rest(words));
  if (words[0] == "get")  // RouterOS runs what stands in brackets
    return head.find('[') == std::string_view::npos && !makes_it_act(words[0], rest(words));
  if (pipe != std::string_view::npos) return false;
  if (words[0] == "diagnose")
    return words.size() == 5 && head.starts_with("diagnose hardware deviceinfo nic ") &&
           is_interface_name(words[4]);
  if (words[0] == "vtysh") return is_read_only_exec(command);
  return is_routeros_print(head) || is_linux_reading(words);
}

bool is_read_only_exec(std::string_view command) {
  if (!is_printable_line(command)) return false;
  const std::string_view inner = vtysh_command(command);
  const std::string_view plain = inner.empty() ? command : inner;
  if (plain.find_first_of(";&<>`$?|\\'\"*[]{}()!#~") != std::string_view::npos) return false;
  if (plain.starts_with("vtysh")) return false;
  return (inner.empty() || plain.starts_with("show ")) && is_read_only(plain);
}

}  // namespace showd
