#include "platform/known_commands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace showd {
namespace {

KnownCommands commands() {
  KnownCommands known;
  for (const char* command :
       {"show interfaces", "show  IP interface brief", "show interfaces status",
        "show ipv6 interface", "show interfaces extensive", "display interface", "ip address show",
        "ifconfig", "show interfaces statistics", "show interfaces"})
    known.add(command);
  return known;
}

TEST(KnownCommands, AreFoundByWhatWasTyped) {
  const KnownCommands known = commands();
  for (const auto& [typed, command] :
       {std::pair{"show interfaces", "show interfaces"},
        {"  SHOW\tip  Interface brief ", "show ip interface brief"},
        // an interface is named
        {"show interfaces Gi0/1", "show interfaces"},
        {"show interfaces GigabitEthernet 0/1", "show interfaces"},
        {"show interfaces TwentyFiveGigE1/0/1.100 status", "show interfaces status"},
        {"show interfaces vlan 10 status", "show interfaces status"},
        {"show interfaces 1/1/3", "show interfaces"},
        {"show interfaces ge-0/0/1 extensive", "show interfaces extensive"},
        {"show interfaces extensive ge-0/0/1.0", "show interfaces extensive"},
        {"show interfaces Serial0/3/1:0", "show interfaces"},
        {"display interface Eth-Trunk1", "display interface"},
        {"show ipv6 interface Vlan301", "show ipv6 interface"},
        {"ifconfig eth0", "ifconfig"},
        {"ip address show dev lo", "ip address show"},
        // words are cut short
        {"sh int", "show interfaces"},
        {"show interface", "show interfaces"},
        {"sh ip int br", "show ip interface brief"},
        {"show ipv6 interfaces", "show ipv6 interface"},
        {"show int gi0/1 ext", "show interfaces extensive"},
        {"show int statu", "show interfaces status"}}) {
    const auto found = known.find(typed);
    ASSERT_TRUE(found) << typed;
    EXPECT_EQ(found->command, command) << typed;
  }
  EXPECT_EQ(known.find("show interfaces")->index, 0u);
  EXPECT_EQ(known.find("ifconfig")->index, 7u);
}

TEST(KnownCommands, AreNotGuessed) {
  const KnownCommands known = commands();
  for (const char* typed :
       {"", "show", "showinterfaces", "show interfaces summary", "show ip interface",
        "show interfaces gi0/1 gi0/2", "show vlan 10", "show ipv4 interface", "s i",
        "show interfaces stat",  // status, or statistics
        "show interfaces | include Gi0/1", "show interfaces Gi0/1 | include MTU",
        "show interfaces \"Gi0/1\"", "gi0/1 show interfaces", "show l2 interfaces",
        "ifconfig eth0 up"})
    EXPECT_FALSE(known.find(typed)) << typed;
}

}  // namespace
}  // namespace showd
