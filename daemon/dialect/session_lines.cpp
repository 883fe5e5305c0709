/// What a session types for itself, besides commands.
#include <algorithm>
#include <iterator>

#include "dialect/allow_list.hpp"
#include "dialect/words.hpp"

namespace showd {
namespace {

/// "#" stands for a number.
bool fits(const Words& words, std::string_view pattern) {
  const Words wanted = split(pattern);
  return wanted.size() == words.size() &&
         std::equal(words.begin(), words.end(), wanted.begin(), [](auto word, auto want) {
           return want == "#" ? is_number(word) : word == want;
         });
}

constexpr std::string_view kSetupLines[] = {
    "terminal length #",
    "terminal width #",
    "terminal pager #",
    "terminal pager lines #",
    "terminal datadump",
    "terminal ip netmask-format bit-count",
    "terminal no monitor",
    "no terminal monitor",
    "terminal no paginate",
    "no terminal paginate",
    "no terminal paging",
    "no terminal pager",
    "terminal more disable",
    "terminal page-break disable",
    "terminal exec prompt no-timestamp",
    "exec prompt no-timestamp",
    "term length #",
    "term width #",
    "screen-length # temporary",
    "screen-length disable",
    "screen-width #",
    "set cli screen-length #",
    "set cli screen-width #",
    "set cli complete-on-space off",
    "set cli complete-on-space on",
    "set cli timestamp disable",
    "set cli pager off",
    "set cli scripting-mode on",
    "set cli confirmation-prompt off",
    "set terminal length #",
    "set terminal width #",
    "set paginate false",
    "paginate false",
    "no page",
    "no paging",
    "no pagination",
    "no more",
    "more off",
    "skip-page-display",
    "disable clipaging",
    "disable cli prompting",
    "environment no more",
    "environment more false",
    "environment print no-more",
    "environment console length #",
    "environment console width #",
    "undo terminal monitor",
    "undo terminal logging",
};

}  // namespace

bool is_session_setup(std::string_view line) {
  if (!is_printable_line(line)) return false;
  const Words words = split(line);
  return std::any_of(std::begin(kSetupLines), std::end(kSetupLines),
                     [&](std::string_view pattern) { return fits(words, pattern); });
}

bool is_enable(std::string_view line) {
  const Words words = split(line);
  if (!is_printable_line(line) || words.empty() || words.size() > 2) return false;
  return one_of(words[0], {"enable", "super", "enable-admin", "en"}) &&
         (words.size() == 1 || is_number(words[1]));
}

bool is_logout(std::string_view line) {
  const Words words = split(line);
  if (!is_printable_line(line) || words.size() != 1) return false;
  return one_of(words[0], {"exit", "quit", "logout", "end", "logoff", "bye", "return", "/quit"});
}

}  // namespace showd
