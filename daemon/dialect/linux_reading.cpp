#include "dialect/linux_reading.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

#include "dialect/acting_words.hpp"

namespace showd {
namespace {

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
                     [](auto word) { return has_only(word, "_.:@/-"); });
}

}  // namespace

bool is_linux_reading(const Words& words) {
  if (words[0] == "ip" || words[0] == "bridge") return is_ip_show(words);
  if (words[0] == "uptime") return words.size() == 1;
  if (words[0] == "uname") return words.size() == 2 && words[1] == "-a";
  if (words[0] == "cat")
    return words.size() == 2 && one_of(words[1], {"/proc/net/dev", "/proc/uptime"});
  if (words[0] == "ethtool") {
    const bool option = words.size() == 3 && one_of(words[1], {"-S", "-i", "-m"});
    return (option || words.size() == 2) && is_interface_name(words.back());
  }
  if (words[0] == "ifconfig")
    return words.size() == 1 ||
           (words.size() == 2 && (words[1] == "-a" || is_interface_name(words[1])));
  return one_of(words[0], {"nv", "net"}) && words.size() >= 2 && words[1] == "show" &&
         !makes_it_act(words[1], std::span(words).subspan(2));
}

}  // namespace showd
