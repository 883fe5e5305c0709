#include "platform/row_checker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <utility>

#include "model/interface_facts.hpp"
#include "showd/plugin.hpp"

namespace showd {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Checked {
  std::optional<Interface> face;
  std::vector<std::string> faults;
};

Checked check(const showd_interface& row) {
  Checked checked;
  checked.face = check_row(row, CanonicalNames(), checked.faults);
  return checked;
}
Checked check(const Row& row) { return check(row.c_row()); }

TEST(CanonicalMac, ReadsTheUsualNotations) {
  for (const char* given :
       {"00e0.fc12.3456", "00E0.FC12.3456", "00-E0-FC-12-34-56", "00e0-fc12-3456",
        "00:e0:fc:12:34:56", "0:e0:fc:12:34:56", "00e0fc123456"})
    EXPECT_EQ(canonical_mac(given), "00:e0:fc:12:34:56") << given;
  EXPECT_EQ(canonical_mac("0011.2233.4455.6677"), "00:11:22:33:44:55:66:77");
}

TEST(CanonicalMac, RefusesTheRest) {
  for (const char* given :
       {"", ".", ":::::", "00e0.fc12", "00:e0:fc:12:34", "00:e0:fc:12:34:5g", "00:e0-fc:12:34:56",
        "00e0.fc12.345", "00e0.fc12.34567", "00:e0:fc:12:34:56:", ":00:e0:fc:12:34:56",
        "000:e0:fc:12:34:56", "192.0.2.1", "not a MAC", "00e0fc12345", "00e0fc1234567"})
    EXPECT_EQ(canonical_mac(given), std::nullopt) << given;
  EXPECT_EQ(canonical_mac(std::string(100'000, '0')), std::nullopt);
}

TEST(CanonicalAddress, IsInetNtops) {
  EXPECT_EQ(canonical_ipv4("192.0.2.1"), "192.0.2.1");
  for (const char* given : {"", "192.0.2", "192.0.2.256", "192.0.2.01", "192.0.2.1/24", "::1"})
    EXPECT_EQ(canonical_ipv4(given), std::nullopt) << given;
  for (const auto& [given, want] : {std::pair{"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
                                    {"fe80::1%eth0", "fe80::1"},
                                    {"::", "::"},
                                    {"::ffff:192.0.2.1", "::ffff:192.0.2.1"}})
    EXPECT_EQ(canonical_ipv6(given), want) << given;
  for (const char* given : {"", "1", ":::", "192.0.2.1", "2001:db8::1/64", "g::"})
    EXPECT_EQ(canonical_ipv6(given), std::nullopt) << given;
  EXPECT_EQ(canonical_ipv4(std::string_view("192.0.2.1\0x", 11)), std::nullopt);
}

TEST(CheckRow, CopiesWhatIsSaid) {
  Row row("Ethernet1");
  row.if_alias("uplink").reason("err-disabled").type("10G").phys_address("00e0.fc12.3456");
  row.admin_status(SHOWD_ADMIN_UP).oper_status(SHOWD_OPER_LOWER_LAYER_DOWN);
  row.duplex(SHOWD_DUPLEX_FULL).mtu(9216).speed_bps(10'000'000'000).bandwidth_bps(1).if_index(7);
  row.last_change_seconds(3600).add_ipv4("192.0.2.9", 32).add_ipv4("192.0.2.1").no_ipv6();
  row.in_octets(UINT64_MAX).out_discards(0);
  const Checked checked = check(row);
  EXPECT_THAT(checked.faults, IsEmpty());
  ASSERT_TRUE(checked.face);
  const Interface& face = *checked.face;
  EXPECT_EQ(face.if_name, "Ethernet1");
  EXPECT_EQ(face.if_alias, "uplink");
  EXPECT_EQ(face.reason, "err-disabled");
  EXPECT_EQ(face.type, "10G");
  EXPECT_EQ(face.phys_address, "00:e0:fc:12:34:56");
  EXPECT_EQ(face.admin_status, AdminStatus::up);
  EXPECT_EQ(face.oper_status, OperStatus::lower_layer_down);
  EXPECT_EQ(face.duplex, Duplex::full);
  EXPECT_EQ(face.mtu, 9216u);
  EXPECT_EQ(face.speed_bps, 10'000'000'000u);
  EXPECT_EQ(face.bandwidth_bps, 1u);
  EXPECT_EQ(face.if_index, 7u);
  EXPECT_EQ(face.last_change_seconds, 3600u);
  EXPECT_EQ(face.ipv4,
            (std::vector<InterfaceAddress>{{"192.0.2.1", std::nullopt}, {"192.0.2.9", 32}}));
  EXPECT_EQ(face.ipv6, std::vector<InterfaceAddress>());
  EXPECT_EQ(face.counters->in_octets, UINT64_MAX);
  EXPECT_EQ(face.counters->out_discards, 0u);
  EXPECT_EQ(face.counters->out_octets, std::nullopt) << "absent is not zero";
}

TEST(CheckRow, EveryCounterKeepsItsPlace) {
  struct Member {
    Row& (Row::*set)(Row::Number);
    Counters::Value Counters::*value;
  };
  for (const auto& [set, value] : {
           Member{&Row::in_octets, &Counters::in_octets},
           {&Row::out_octets, &Counters::out_octets},
           {&Row::in_packets, &Counters::in_packets},
           {&Row::out_packets, &Counters::out_packets},
           {&Row::in_unicast_packets, &Counters::in_unicast_packets},
           {&Row::out_unicast_packets, &Counters::out_unicast_packets},
           {&Row::in_multicast_packets, &Counters::in_multicast_packets},
           {&Row::out_multicast_packets, &Counters::out_multicast_packets},
           {&Row::in_broadcast_packets, &Counters::in_broadcast_packets},
           {&Row::out_broadcast_packets, &Counters::out_broadcast_packets},
           {&Row::in_errors, &Counters::in_errors},
           {&Row::out_errors, &Counters::out_errors},
           {&Row::in_discards, &Counters::in_discards},
           {&Row::out_discards, &Counters::out_discards},
           {&Row::in_crc_errors, &Counters::in_crc_errors},
       }) {
    Row row("eth0");
    (row.*set)(42);
    Counters want;
    want.*value = 42;
    ASSERT_TRUE(check(row).face);
    EXPECT_EQ(*check(row).face->counters, want);
  }
}

TEST(CheckRow, AbsentStaysAbsent) {
  Row row("eth0");
  row.mtu(std::nullopt).if_alias(std::nullopt);
  const Checked checked = check(row);
  EXPECT_THAT(checked.faults, IsEmpty());
  EXPECT_TRUE(same_state(*checked.face, Interface{.if_name = "eth0"}));
  EXPECT_EQ(checked.face->mtu, std::nullopt);
  EXPECT_EQ(checked.face->if_alias, std::nullopt);
  EXPECT_EQ(checked.face->ipv4, std::nullopt);
}

TEST(CheckRow, NumbersOutOfRangeAreLeftOut) {
  struct Bad {
    const char* what;
    Row& (Row::*set)(Row::Number);
    std::uint64_t value;
  };
  for (const auto& [what, set, value] : {
           Bad{"admin_status", &Row::admin_status, 0},
           {"admin_status", &Row::admin_status, 4},
           {"oper_status", &Row::oper_status, 0},
           {"oper_status", &Row::oper_status, 8},
           {"duplex", &Row::duplex, 0},
           {"duplex", &Row::duplex, 3},
           {"mtu", &Row::mtu, 0x8000'0000},
           {"if_index", &Row::if_index, 0},
           {"if_index", &Row::if_index, 0x8000'0000},
           {"speed_bps", &Row::speed_bps, 0x8000'0000'0000'0000},
           {"bandwidth_bps", &Row::bandwidth_bps, UINT64_MAX},
           {"last_change_seconds", &Row::last_change_seconds, UINT64_MAX},
       }) {
    Row row("eth0");
    (row.*set)(value);
    const Checked checked = check(row);
    ASSERT_TRUE(checked.face) << what;
    ASSERT_THAT(checked.faults, SizeIs(1)) << what << ' ' << value;
    EXPECT_THAT(checked.faults[0], HasSubstr(std::string("eth0: ") + what)) << value;
    EXPECT_TRUE(same_state(*checked.face, Interface{.if_name = "eth0"})) << what;
    EXPECT_EQ(checked.face->last_change_seconds, std::nullopt);
  }
}

TEST(CheckRow, NamesAreNeitherCutNorRepaired) {
  for (const std::string& name :
       {std::string(), std::string(257, 'x'), std::string("eth\n0"), std::string("eth\0", 4),
        std::string("\xff"), std::string(" eth0"), std::string("eth0 "), std::string("\x1b[1m")}) {
    const Checked checked = check(Row(name));
    EXPECT_FALSE(checked.face) << name;
    EXPECT_THAT(checked.faults, SizeIs(1)) << name;
  }
  EXPECT_TRUE(check(Row(std::string(256, 'x'))).face);
  EXPECT_TRUE(check(Row("Ethernet 1/1")).face);
}

TEST(CheckRow, TextsAreCleanAndBounded) {
  Row row("eth0");
  const std::string exact(256, 'a');
  const std::string umlauts = [] {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "\xC3\xBC";
    return text;
  }();
  row.if_alias(umlauts).reason(exact).type("a\tb\x07\xC3");
  const Interface face = *check(row).face;
  EXPECT_LE(face.if_alias->size(), 256u);
  EXPECT_THAT(*face.if_alias, testing::EndsWith("\xC3\xBC..."));
  EXPECT_EQ(face.reason, exact);
  EXPECT_EQ(face.type, "a b\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(CheckRow, AddressesOneByOne) {
  Row row("eth0");
  row.add_ipv4("192.0.2.1", 33).add_ipv4("2001:db8::1", 32).add_ipv4("192.0.2.2", 0);
  row.add_ipv4("192.0.2.2", 0).add_ipv6("2001:db8::1", 129).add_ipv6("2001:db8::2", 128);
  const Checked checked = check(row);
  EXPECT_EQ(checked.face->ipv4, (std::vector<InterfaceAddress>{{"192.0.2.2", 0}}));
  EXPECT_EQ(checked.face->ipv6, (std::vector<InterfaceAddress>{{"2001:db8::2", 128}}));
  EXPECT_THAT(checked.faults, SizeIs(3));

  Row many("eth1");
  for (int i = 0; i < 2000; ++i)
    many.add_ipv4(many.keep("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250)));
  EXPECT_THAT(*check(many).face->ipv4, SizeIs(kMaxAddresses));
}

TEST(CheckRow, PointersThatAreNone) {
  showd_interface row = Row("eth0").c_row();
  row.has = SHOWD_HAS_IPV4 | SHOWD_HAS_IF_ALIAS | UINT64_C(1) << 63;
  row.ipv4 = nullptr;
  row.ipv4_count = 3;
  row.if_alias = {nullptr, 12};
  const Checked checked = check(row);
  ASSERT_TRUE(checked.face);
  EXPECT_EQ(checked.face->ipv4, std::nullopt);
  EXPECT_EQ(checked.face->if_alias, "");
  row.if_name = {nullptr, 4};
  EXPECT_FALSE(check(row).face);
}

TEST(CheckRow, AStructThatIsTooShortIsNotRead) {
  showd_interface row = Row("eth0").c_row();
  for (const std::uint32_t size : {0u, 16u, static_cast<std::uint32_t>(sizeof row - 1)}) {
    row.struct_size = size;
    EXPECT_FALSE(check(row).face) << size;
  }
  row.struct_size = sizeof row + 64;  // from a later minor: the head is ours
  EXPECT_TRUE(check(row).face);
}

}  // namespace
}  // namespace showd
