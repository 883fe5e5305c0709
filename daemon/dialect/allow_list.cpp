#include "dialect/allow_list.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "dialect/acting_words.hpp"

namespace showd {
namespace {

using Words = std::vector<std::string_view>;

constexpr std::size_t kMaxCommand = 512;

bool one_of(std::string_view word, std::initializer_list<std::string_view> set) {
  return std::find(set.begin(), set.end(), word) != set.end();
}

template <class Set>
bool in(const Set& set, std::string_view word) {
  return std::find(std::begin(set), std::end(set), word) != std::end(set);
}

bool is_printable_line(std::string_view text) {
  return !text.empty() && text.size() <= kMaxCommand &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool all_of_set(std::string_view word, std::string_view extra) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           extra.find(c) != std::string_view::npos;
  });
}

std::span<const std::string_view> rest(const Words& words) { return std::span(words).subspan(1); }

bool is_number(std::string_view word) {
  return !word.empty() && word.size() <= 6 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Words split(std::string_view text) {
  Words words;
  while (!text.empty()) {
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) break;
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
  return words;
}

/// One filter behind a pipe, of those that only choose or reshape lines. Some are Linux commands
/// as well, and some CLIs sit on a shell: those get one word that is no path and no option.
bool is_filter(std::string_view text) {
  const Words words = split(text);
  if (words.empty()) return false;
  if (one_of(words[0], {"include", "exclude", "begin", "section", "count", "match", "except"}))
    return true;
  if (one_of(words[0], {"i", "inc", "incl", "exc", "excl", "b", "beg", "sec", "sect"}))
    return words.size() > 1;  // the abbreviations that people type
  if (one_of(words[0], {"find", "grep"})) return words.size() == 2 && all_of_set(words[1], "_:");
  return one_of(words[0], {"display", "json", "xml", "last", "no-more"}) &&
         std::all_of(words.begin(), words.end(),
                     [](std::string_view word) { return all_of_set(word, "-"); });
}

bool are_filters(std::string_view text) {
  for (;;) {
    const std::size_t pipe = text.find('|');
    if (!is_filter(text.substr(0, pipe))) return false;
    if (pipe == std::string_view::npos) return true;
    text.remove_prefix(pipe + 1);
  }
}

/// Menus of RouterOS below which `print` shows state. By name, as a word in a path may also act
/// (`/ip dns cache flush print`, `/interface disable print`), and some menus hold secrets (`/user`,
/// `/ppp secret`).
constexpr std::string_view kRouterOsMenus[] = {
    // below interface
    "6to4",
    "bonding",
    "bridge",
    "channels",
    "eoip",
    "ethernet",
    "gre",
    "gre6",
    "host",
    "ipip",
    "l2tp-client",
    "list",
    "lte",
    "mdb",
    "member",
    "mesh",
    "mlag",
    "msti",
    "ovpn-client",
    "port",
    "ports",
    "pppoe-client",
    "pppoe-server",
    "registration-table",
    "sstp-client",
    "poe", "switch",
    "veth",
    "vlan",
    "vlans",
    "vrrp",
    "vxlan",
    "wifi", "wifiwave2",
    "wireguard",
    "peers",
    "wireless",
    // below ip and ipv6
    "active-peers",
    "address",
    "address-list",
    "arp",
    "binding",
    "cache",
    "connection",
    "dhcp-client",
    "dhcp-relay",
    "dhcp-server",
    "dns",
    "filter",
    "firewall",
    "installed-sa",
    "ipsec",
    "lease",
    "mangle",
    "nat",
    "nd",
    "neighbor",
    "network",
    "nexthop",
    "policy",
    "pool",
    "prefix",
    "raw",
    "route",
    "rule",
    "service",
    "settings",
    "statistics",
    "used",
    "vrf",
    // below routing
    "advertisements",
    "area",
    "bfd",
    "bgp",
    "id",
    "instance",
    "interface",
    "interface-template",
    "isis",
    "lsa",
    "ospf",
    "ospf-v3",
    "peer",
    "rip",
    "session",
    "stats",
    "table",
    "template",
    // below system
    "clock",
    "cpu",
    "health",
    "history",
    "identity",
    "irq",
    "license",
    "ntp",
    "client",
    "package",
    "resource",
    "routerboard",
};

constexpr std::string_view kRouterOsPrintWords[] = {"terse",        "detail",     "stats",
                                                    "stats-detail", "brief",      "without-paging",
                                                    "count-only",   "value-list", "show-ids"};

/// RouterOS "/interface ethernet print terse without-paging", "/interface/print detail".
/// `print file=x` writes a file and `[...]` runs commands: only known words, only plain conditions.
bool is_routeros_print(std::string_view command) {
  std::string flat(command);
  std::replace(flat.begin(), flat.end(), '/', ' ');
  const Words path = split(flat);
  const auto print = std::find(path.begin(), path.end(), "print");
  if (path.empty() || print == path.begin() || print == path.end() || print - path.begin() > 4)
    return false;
  if (!one_of(path[0], {"interface", "ip", "ipv6", "log", "routing", "system"})) return false;
  if (path[0] == "system" && print - path.begin() == 1) return false;
  if (!std::all_of(path.begin() + 1, print, [](auto word) { return in(kRouterOsMenus, word); }))
    return false;
  const auto where = std::find(print + 1, path.end(), "where");
  return std::all_of(print + 1, where, [](auto word) { return in(kRouterOsPrintWords, word); }) &&
         (where == path.end() ||
          std::all_of(where + 1, path.end(), [](auto word) { return all_of_set(word, "-_=.:!"); }));
}

/// Of an interface, as Linux and Unix name them.
bool is_name(std::string_view word) { return word.front() != '-' && all_of_set(word, "_.-"); }

/// "ip -j -s -d link", "ip -br addr show dev eth0", "bridge -j vlan show".
bool is_ip_show(const Words& words) {
  std::size_t i = 1;
  while (i < words.size() &&
         one_of(words[i], {"-j", "-json", "-s", "-stats", "-statistics", "-d", "-details", "-br",
                           "-brief", "-4", "-6", "-o", "-oneline", "-p", "-pretty"}))
    ++i;
  if (i == words.size()) return false;
  if (words[0] == "ip" ? !one_of(words[i], {"link", "addr", "address", "neigh", "route"})
                       : !one_of(words[i], {"link", "fdb", "vlan"}))
    return false;
  if (++i == words.size()) return true;
  if (!one_of(words[i], {"show", "list"})) return false;
  return std::all_of(words.begin() + static_cast<std::ptrdiff_t>(i), words.end(),
                     [](auto word) { return all_of_set(word, "_.:@/-"); });
}

bool is_linux_reading(const Words& words) {
  if (words[0] == "ip" || words[0] == "bridge") return is_ip_show(words);
  if (words[0] == "uptime") return words.size() == 1;
  if (words[0] == "uname") return words.size() == 2 && words[1] == "-a";
  if (words[0] == "cat")
    return words.size() == 2 && one_of(words[1], {"/proc/net/dev", "/proc/uptime"});
  if (words[0] == "ethtool") {
    const bool option = words.size() == 3 && one_of(words[1], {"-S", "-i", "-m"});
    return (option || words.size() == 2) && is_name(words.back());
  }
  if (words[0] == "ifconfig")
    return words.size() == 1 || (words.size() == 2 && (words[1] == "-a" || is_name(words[1])));
  return one_of(words[0], {"nv", "net"}) && words.size() >= 2 && words[1] == "show" &&
         !makes_it_act(words[1], std::span(words).subspan(2));
}

/// vtysh -c 'show interface': what is inside the quotes, or nothing.
std::string_view vtysh_command(std::string_view text) {
  constexpr std::string_view kHead = "vtysh -c ";
  if (!text.starts_with(kHead) || text.size() < kHead.size() + 3) return {};
  const char quote = text[kHead.size()];
  if ((quote != '\'' && quote != '"') || text.back() != quote) return {};
  return text.substr(kHead.size() + 1, text.size() - kHead.size() - 2);
}

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
           is_name(words[4]);
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
