// What no transcript shows, because no device prints it: outputs that lost lines on their way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "platform/platform.hpp"

namespace showd {
namespace {

using Interfaces = std::map<std::string, Interface>;

Interfaces parse(const std::string& command, const std::string& output) {
  static const PlatformRegistry registry(SHOWD_TEST_PLUGINS);
  Interfaces by_name;
  for (const Interface& one : registry.find("cisco_ios")->parse(command, output).interfaces)
    by_name[one.if_name] = one;
  return by_name;
}

TEST(CiscoIos, AHeadlessBlockSaysNothingAboutThePortBefore) {
  const std::string port =
      "GigabitEthernet0/9 is up, line protocol is up\n"
      "  Hardware is iGbE, address is 0200.5e00.5309 (bia 0200.5e00.5309)\n"
      "  MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,\n";
  const std::string other =
      "  Description: another's\n  Internet address is 192.0.2.77/24\n"
      "  MTU 4242 bytes, BW 42 Kbit/sec\n     42 packets input, 4242 bytes, 0 no buffer\n";
  for (const std::string between :
       {"", "  Hardware is another's\n", "Foo3 is described\n", "Foo3 in a manner unheard of\n",
        "Foo3\n", "Something unheard of\n", "%LINK-3-UPDOWN: changed state\n"}) {
    const Interfaces all = parse("show interfaces", port + between + other);
    ASSERT_EQ(all.size(), 1u) << between;
    const Interface& one = all.at("GigabitEthernet0/9");
    EXPECT_EQ(one.mtu, 1500u) << between;
    EXPECT_EQ(one.if_alias, "") << between;
    EXPECT_THAT(one.ipv4.value(), testing::IsEmpty()) << between;
    EXPECT_EQ(one.bandwidth_bps, 1'000'000'000u) << between;
    EXPECT_FALSE(one.counters->in_packets) << between;
  }
}

TEST(CiscoIos, AbsenceNeedsItsProof) {
  const std::string head = "GigabitEthernet0/9 is up, line protocol is up\n";
  const auto stated = [&](const std::string& rest) {
    const Interface one = parse("show interfaces", head + rest).at("GigabitEthernet0/9");
    return std::pair{one.if_alias.has_value(), one.ipv4.has_value()};
  };
  EXPECT_EQ(stated(""), (std::pair{false, false}));
  EXPECT_EQ(stated("  Hardware is iGbE\n"), (std::pair{false, false}));
  EXPECT_EQ(stated("  MTU 1500 bytes\n"), (std::pair{true, true}));
  EXPECT_EQ(stated("     9 packets input, 900 bytes\n"), (std::pair{true, true}));
  EXPECT_EQ(stated("  Internet address is somewhere else\n  MTU 1500 bytes\n"),
            (std::pair{true, false}));
  EXPECT_EQ(stated("  Internet address in words unheard of\n  MTU 1500 bytes\n"),
            (std::pair{true, false}));
}

TEST(CiscoIos, ALostMulticastLineIsNoZero) {
  const Interfaces all = parse("show interfaces",
                               "GigabitEthernet0/9 is up, line protocol is up\n"
                               "     Received 9 broadcasts (0 multicasts)\n"
                               "     0 lost carrier, 0 no carrier, 0 pause output\n");
  EXPECT_FALSE(all.at("GigabitEthernet0/9").counters->in_multicast_packets);
  EXPECT_FALSE(all.at("GigabitEthernet0/9").counters->in_broadcast_packets);
}

TEST(CiscoIos, AddressesOfAHeadlessBlockAreNobodys) {
  const std::string address = "  Internet address is 192.0.2.67/24\n";
  for (const std::string& port :
       {std::string("Vlan1 is down, line protocol is down\n  Internet protocol processing "
                    "disabled\n"),
        std::string("Vlan1 is up, line protocol is up\n  Internet address is 192.0.2.1/24\n"),
        std::string("Vlan1 is up, line protocol is up\n  Broadcast address is 255.255.255.255\n"),
        std::string("Vlan1 is up, line protocol is up\nFoo3 is described\n")}) {
    const Interfaces before = parse("show ip interface", port);
    const Interfaces after = parse("show ip interface", port + address);
    EXPECT_EQ(after.at("Vlan1").ipv4, before.at("Vlan1").ipv4) << port;
  }
}

}  // namespace
}  // namespace showd
