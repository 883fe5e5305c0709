#include "session/allow_list.hpp"

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
