#include "dialect/routeros_print.hpp"

#include <algorithm>
#include <string>

#include "dialect/words.hpp"

namespace showd {
namespace {

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
    "poe",
    "switch",
    "veth",
    "vlan",
    "vlans",
    "vrrp",
    "vxlan",
    "wifi",
    "wifiwave2",
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

}  // namespace

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
          std::all_of(where + 1, path.end(), [](auto word) { return has_only(word, "-_=.:!"); }));
}

}  // namespace showd
