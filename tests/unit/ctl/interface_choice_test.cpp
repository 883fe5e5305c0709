#include "ctl/interface_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace showd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(FitsInterface, AsOnADevice) {
  const std::pair<const char*, const char*> fitting[] = {
      {"GigabitEthernet0/1", "GigabitEthernet0/1"},
      {"gi0/1", "GigabitEthernet0/1"},
      {"Gi0/*", "GigabitEthernet0/1"},
      {"G*", "GigabitEthernet0/1"},
      {"te1/0/?", "TenGigabitEthernet1/0/4"},
      {"Po1", "Port-channel1"},
      {"vl10", "Vlan10"},
      {"ge-0/0/*", "ge-0/0/1.0"},
      {"eth[01]", "eth1"},
      {"eth0", "Ethernet0"},
      {"*.100", "GigabitEthernet0/1.100"},
      {"lo", "lo"},
  };
  for (const auto& [pattern, name] : fitting)
    EXPECT_TRUE(fits_interface(pattern, name)) << pattern << " " << name;
  const std::pair<const char*, const char*> others[] = {
      {"gi0/1", "GigabitEthernet0/10"}, {"gi0/1", "GigabitEthernet0/1.100"},
      {"gi0/*", "GigabitEthernet1/0"},  {"gi", "GigabitEthernet0/1"},
      {"0/1", "GigabitEthernet0/1"},    {"lo", "lo0"},
      {"t1", "GigabitEthernet1"},       {"", "lo"},
  };
  for (const auto& [pattern, name] : others)
    EXPECT_FALSE(fits_interface(pattern, name)) << pattern << " " << name;
}

Listing ports() {
  return {
      {"if_name", "admin_status", "oper_status", "if_alias", "phys_address", "addresses"},
      {{"a", "up", "up", "Uplink to core-1", "00:1b:2c:3d:4e:5f", "192.0.2.1/24 2001:db8::1/64"},
       {"b", "up", "down", "[old] uplink", "00:1b:2c:ff:ff:ff", "198.51.100.9/30"},
       {"c", "down", "lower-layer-down", Cell(), Cell(), Cell()}}};
}

std::vector<std::string> chosen(const ShowArguments& asked) {
  Listing listing = ports();
  InterfaceChoice(asked).narrow(listing);
  std::vector<std::string> names;
  for (const auto& row : listing.rows) names.push_back(std::get<std::string>(row.front()));
  return names;
}

TEST(InterfaceChoice, ChoosesByWhatIsStated) {
  EXPECT_THAT(chosen({}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(chosen({.admin = "up"}), ElementsAre("a", "b"));
  EXPECT_THAT(chosen({.admin = "up", .oper = "down"}), ElementsAre("b"));
  EXPECT_THAT(chosen({.oper = "lower-layer-down"}), ElementsAre("c"));
  EXPECT_THAT(chosen({.oper = "Lower-Layer-Down"}), ElementsAre("c"));
  EXPECT_THAT(chosen({.description = "UPLINK"}), ElementsAre("a", "b"));
  EXPECT_THAT(chosen({.description = "uplink*"}), ElementsAre("a"));
  EXPECT_THAT(chosen({.description = "core-2"}), IsEmpty());
}

TEST(InterfaceChoice, ABackslashInADescriptionIsItself) {
  Listing listing{{"if_alias"}, {{R"(LAB\ops)"}, {"LABops"}}};
  InterfaceChoice({.description = R"(lab\ops)"}).narrow(listing);
  EXPECT_THAT(listing.rows, ElementsAre(ElementsAre(Cell(R"(LAB\ops)"))));
}

TEST(InterfaceChoice, AMacIsOneInAnyNotation) {
  for (const char* mac : {"00:1b:2c:3d:4e:5f", "001b.2c3d.4e5f", "00-1B-2C-3D-4E-5F", "001b2c3d"})
    EXPECT_THAT(chosen({.mac = mac}), ElementsAre("a")) << mac;
  EXPECT_THAT(chosen({.mac = "00:1b:2c"}), ElementsAre("a", "b"));
}

TEST(InterfaceChoice, AnAddressIsItselfAndAPrefixHoldsMany) {
  EXPECT_THAT(chosen({.ip = "192.0.2.1"}), ElementsAre("a"));
  EXPECT_THAT(chosen({.ip = "192.0.2.2"}), IsEmpty());
  EXPECT_THAT(chosen({.ip = "192.0.2.0/24"}), ElementsAre("a"));
  EXPECT_THAT(chosen({.ip = "192.0.0.0/5"}), ElementsAre("a", "b"));
  EXPECT_THAT(chosen({.ip = "0.0.0.0/0"}), ElementsAre("a", "b"));
  EXPECT_THAT(chosen({.ip = "2001:db8::/32"}), ElementsAre("a"));
  EXPECT_THAT(chosen({.ip = "2001:db8:0::1"}), ElementsAre("a"));
}

TEST(InterfaceChoice, AListingOfAddressesHasOneInARow) {
  Listing listing{{"if_name", "address"}, {{"a", "192.0.2.1"}, {"a", "198.51.100.1"}}};
  InterfaceChoice({.ip = "198.51.100.0/24"}).narrow(listing);
  ASSERT_EQ(listing.rows.size(), 1u);
  EXPECT_EQ(std::get<std::string>(listing.rows.front().back()), "198.51.100.1");
}

TEST(InterfaceChoice, WhatCannotBeIsToldWithItsOption) {
  const std::pair<ShowArguments, const char*> rows[] = {
      {{.admin = "dwon"},
       "--admin: expected up, down or testing, not 'dwon'; did you mean 'down'?"},
      {{.oper = "lowerlayerdown"}, "--oper: expected up, down"},
      {{.mac = "00:1b:2g"}, "--mac: expected hex digits"},
      {{.mac = ""}, "--mac:"},
      {{.ip = "192.0.2"}, "--ip: expected an address"},
      {{.ip = "192.0.2.0/33"}, "--ip:"},
      {{.ip = "192.0.2.0/"}, "--ip:"},
  };
  for (const auto& [asked, want] : rows) {
    try {
      const InterfaceChoice choice(asked);
      ADD_FAILURE() << want;
    } catch (const UsageError& fault) {
      EXPECT_THAT(fault.what(), HasSubstr(want));
    }
  }
}

}  // namespace
}  // namespace showd
