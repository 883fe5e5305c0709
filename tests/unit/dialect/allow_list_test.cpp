#include "dialect/allow_list.hpp"

#include <gtest/gtest.h>

#include <string>

namespace showd {
namespace {

using namespace std::string_literals;

TEST(AllowList, WhatOnlyReadsPasses) {
  for (const char* good : {"show ip int brief",
                           "show interfaces | include line protocol",
                           "display interface brief",
                           "get system interface physical",
                           "show interfaces terse | no-more",
                           "show interface | display json",
                           "show log | last 100",
                           "interface print terse without-paging",
                           "/interface ethernet print detail",
                           "/interface/print stats",
                           "/interface print terse where running=yes",
                           "ip -j -s -d link",
                           "ip -j addr",
                           "ip -br addr show dev eth0.100",
                           "ip address print terse",
                           "/system resource print",
                           "diagnose hardware deviceinfo nic port1",
                           "ethtool -S eth0",
                           "cat /proc/net/dev",
                           "vtysh -c 'show interface'",
                           "nv show interface"})
    EXPECT_TRUE(is_read_only(good)) << good;
}

TEST(AllowList, EverythingElseDoesNot) {
  for (const std::string& bad : {""s,
                                 " "s,
                                 "reload"s,
                                 "conf t"s,
                                 "sh"s,
                                 "sh -c reboot"s,
                                 "Show"s,
                                 "showx"s,
                                 "show run\rreload"s,
                                 "show run\nreload"s,
                                 "show\0x"s,
                                 "show \x1a"s,
                                 "show ip\x03"s,
                                 "show x\xC2\x9B"s,
                                 "show run | redirect tftp:"s,
                                 "show run | tee x"s,
                                 "show run | append x"s,
                                 "show x | save f"s,
                                 "show x | file f"s,
                                 "show x | sh"s,
                                 "show x | ! reboot"s,
                                 "show x |"s,
                                 "show x | include a | redirect b"s,
                                 "show x | find / -delete"s,
                                 "show x | find . -delete"s,
                                 "show x > f"s,
                                 "show < f"s,
                                 "show ; reload"s,
                                 "show & reload"s,
                                 "show `reload`"s,
                                 "show $(reload)"s,
                                 "show ?"s,
                                 "ip link set eth0 down"s,
                                 "ip addr add 1.1.1.1/8 dev lo"s,
                                 "ip -b file"s,
                                 "ip netns exec x sh"s,
                                 "ip"s,
                                 "ip -j"s,
                                 "interface set 0 disabled=yes"s,
                                 "/interface print file=x"s,
                                 "/interface print where [/system reboot]"s,
                                 "/system reset-configuration print"s,
                                 "/interface reset-counters print"s,
                                 "/user print"s,
                                 "cat /etc/shadow"s,
                                 "ethtool -s eth0 speed 10"s,
                                 "ethtool --reset eth0"s,
                                 "hostname x"s,
                                 "vtysh -c 'configure terminal'"s,
                                 "vtysh -c 'show x' -c 'conf t'"s,
                                 "vtysh -c \"show $(x)\""s,
                                 "nv set x"s,
                                 "show " + std::string(600, 'x')})
    EXPECT_FALSE(is_read_only(bad)) << bad;
}

/// What people ask every day, also abbreviated, on the CLIs of many vendors.
TEST(AllowList, ArgumentsThatChooseAreTyped) {
  for (const char* good : {
           "show version",
           "show clock",
           "show clock detail",
           "show reload",
           "show reload cause",
           "show debugging",
           "show file systems",
           "show flash:",
           "show bootflash: all",
           "show logging",
           "show logging | include clear",
           "show logging logfile",
           "show log messages | last 10",
           "show interfaces status err-disabled",
           "show interfaces counters errors",
           "show interfaces ge-0/0/0 extensive | no-more",
           "show interfaces ge-0/0/0:1 extensive",
           "show interfaces Serial1/0:15",
           "show int desc",
           "show ip int br | i up",
           "show mac add int gi0/1",
           "show mac address-table interface Gi0/1",
           "show mac address-table address cf:00:5e:00:53:01",
           "show run | section interface",
           "show run | sec ^interface",
           "show running-config all brief | begin int",
           "show startup-config",
           "show ip route 10.0.0.0",
           "show ip route 0.0.0.0 0.0.0.0 longer-prefixes",
           "show ipv6 route 2001:db8::/32",
           "show ipv6 neighbors fe80::1%eth0",
           "show ip bgp regexp _65[0-9]+_",
           "show ip bgp community 65000:100",
           "show route community target:65000:100",
           "show route export",
           "show ip flow export",
           "show flow exporter",
           "show route receive-protocol bgp 192.0.2.1",
           "show security policies from-zone trust to-zone untrust",
           "show system reboot",
           "show system reset-reason",
           "show redundancy states",
           "show monitor session all",
           "show archive",
           "show install active summary",
           "show tech-support",
           "show tech-support ospf",
           "show platform hardware qfp active statistics drop",
           "show crypto ipsec transform-set",
           "show spanning-tree vlan 10 detail",
           "show configuration system syslog file messages",
           "show configuration protocols bgp group x export",
           "show configuration | display set",
           "get system interface | grep port1",
           "show router interface | match up",
           "show vlan br | exc unsup",
           "display version",
           "display interface brief | include UP",
           "display current-configuration | begin interface",
           "display saved-configuration",
           "display device manuinfo",
           "display diagnostic-information",
           "display diagnostic-information key-info",
           "display logbuffer reverse",
           "display transceiver interface GigabitEthernet0/0/1 verbose",
           "display stp region-configuration",
           "get system status",
           "get system performance status",
           "get router info routing-table all",
           "get hardware nic port1",
           "/ip route print where dst-address=0.0.0.0/0",
           "/ip firewall filter print stats",
           "/interface wireless registration-table print",
           "/routing ospf neighbor print",
           "/routing bgp session print",
           "/system package print",
           "/system routerboard print",
           "/log print",
           "ip -s link show",
           "ip route list table all",
           "bridge fdb show",
           "ifconfig",
           "ifconfig -a",
           "ifconfig eth0",
           "net show interface",
           "vtysh -c 'show running-config'",
       })
    EXPECT_TRUE(is_read_only(good)) << good;
}

/// The first word reads; what follows clears, writes or sends.
TEST(AllowList, ArgumentsThatActAreNot) {
  for (const char* bad : {
           // IOS, IOS XE
           "show platform hardware qfp active statistics drop clear",
           "show platform hardware qfp active statistics drop cle",
           "show platform hardware qfp active statistics drop CLEAR",
           "show platform hardware qfp active statistics drop \"clear\"",
           "show platform hardware qfp active statistics drop cl\"ea\"r",
           "show interfaces statistics clear",
           "show controllers ethernet-controller reset",
           "show logging process sman to-file bootflash:x",
           "show logging process sman to-file x",
           "show logging profile all to-tftp x",
           "show monitor capture x export flash:x.pcap",
           "show monitor capture x expo x",
           "show archive config differences nvram:startup-config tftp://192.0.2.4/x",
           "show file information tftp://192.0.2.4/x",
           "show file information https://192.0.2.4/x",
           "show running-config tee x",
           "show running-config redirect x",
           "show running-config redir x",
           "show running-config append x",
           "show running-config app x",
           "show clock save x",
           "show memory dump-file x",
           // IOS XR, NX-OS, ASA, EOS
           "show tech-support ospf file harddisk:/x",
           "show tech-support ospf file x",
           "show tech-support ospf fil x",
           "show tech-support x.tgz",
           "show tech-support /mnt/flash/x",
           "show tech-support file disk0:x",
           "show version vendor:/x",
           "show version usb1:x",
           "show version stby-bootflash:x",
           "show version slot0:x",
           // AOS-CX, EXOS, ICX
           "show tech all local-file x",
           "show tech all logto file",
           "show running-config copy tftp",
           // VRP, Comware
           "display diagnostic-information dia.txt",
           "display diagnostic-information dia",
           "display diag key-info flash:/dia.gz",
           "display interface reset",
           "display current-configuration save x",
           // FortiOS, PAN-OS, others
           "get config all to-tftp",
           "get system status export",
           "get [/system reboot]",
           "show user-account password set x",
           "show config delete x",
           "show config del x",
           "show log erase",
           "show log flush",
           "show session all kill",
           "show interface eth0 disable",
           "show config write memory",
           "show config wr",
           "show config --file=x",
           "show config file=x",
           "show log upload scp",
           "net show x clear",
           // RouterOS
           "/ip address remove print",
           "/ip/address/add print",
           "/interface set print",
           "/interface disable print",
           "/interface enable ether1 print",
           "/ip dns cache flush print",
           "/ip dhcp-client release print",
           "/ip dhcp-client renew print",
           "/interface print append",
           "/interface print as-value",
           "/system print",
           "/system reboot print",
           "/system shutdown print",
           "/system package update install print",
           "/tool fetch print",
           "/file print",
           "/certificate print",
           "/ppp secret print",
           // filters and shells
           "show run | app x",
           "show run | redir flash:x",
           "show run | s",
           "show run | b",
           "show run | file x",
           "show run | save x",
           "show run | grep -f /etc/passwd",
           "show run | grep x /etc/passwd",
           "show run | include x | tee y",
           "diagnose hardware deviceinfo nic",
           "diagnose hardware deviceinfo nic port1 x",
           "diagnose hardware deviceinfo nicx",
           "ifconfig eth0 down",
           "ifconfig -s",
           "vtysh -c 'show x clear'",
       })
    EXPECT_FALSE(is_read_only(bad)) << bad;
}

TEST(AllowList, AnExecRequestMeetsAShell) {
  for (const char* good : {"ip -j addr", "show interface brief", "vtysh -c 'show interface'"})
    EXPECT_TRUE(is_read_only_exec(good)) << good;
  for (const char* bad :
       {"show x | include y", "show (x)", "show *", "show ~", "show 'x'", "show x\\", "show x #y",
        "vtysh -c 'vtysh -c x'", "vtysh -c 'show x | sh'"})
    EXPECT_FALSE(is_read_only_exec(bad)) << bad;
}

TEST(AllowList, SetUpLinesChangeTheSessionOnly) {
  for (const char* good : {"terminal length 0",
                           "terminal width 511",
                           "terminal datadump",
                           "terminal ip netmask-format bit-count",
                           "terminal pager 0",
                           "screen-length 0 temporary",
                           "screen-length disable",
                           "set cli screen-length 0",
                           "set cli screen-width 511",
                           "set cli complete-on-space off",
                           "set cli pager off",
                           "set cli scripting-mode on",
                           "no page",
                           "environment no more",
                           "environment more false",
                           "undo terminal monitor",
                           "terminal no monitor",
                           "no paging",
                           "skip-page-display",
                           "disable clipaging",
                           "terminal more disable",
                           "exec prompt no-timestamp"})
    EXPECT_TRUE(is_session_setup(good)) << good;
  for (const char* bad :
       {"", "configure terminal", "terminal length 0\rreload", "terminal length x",
        "terminal length 0 ; reload", "terminal ip netmask-format", "set cli", "no shutdown", "screen-length 0",
        "config system console", "terminal length 99999999999"})
    EXPECT_FALSE(is_session_setup(bad)) << bad;
}

TEST(AllowList, WaysInAndOut) {
  for (const char* good : {"enable", "enable 15", "super", "enable-admin"})
    EXPECT_TRUE(is_enable(good)) << good;
  for (const char* bad : {"", "enable secret x", "reload", "enable\r"})
    EXPECT_FALSE(is_enable(bad));
  for (const char* good : {"exit", "quit", "logout"}) EXPECT_TRUE(is_logout(good)) << good;
  for (const char* bad : {"", "reload", "exit all", "exit\r"}) EXPECT_FALSE(is_logout(bad)) << bad;
}

}  // namespace
}  // namespace showd
