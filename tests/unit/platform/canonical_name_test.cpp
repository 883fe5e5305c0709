#include "platform/canonical_name.hpp"

#include <gtest/gtest.h>

namespace showd {
namespace {

CanonicalNames names() {
  CanonicalNames canonical;
  canonical.add("Gi", "GigabitEthernet");
  canonical.add("Po", "Port-channel");
  canonical.add("Twe", "TwentyFiveGigE");
  canonical.add("Tw", "TwoGigabitEthernet");
  return canonical;
}

TEST(CanonicalNames, BringFormsTogether) {
  struct Row {
    const char* printed;
    const char* canonical;
  };
  for (const auto& [printed, canonical] : {
           Row{"Gi0/1", "GigabitEthernet0/1"},
           {"gi0/1", "GigabitEthernet0/1"},
           {"GI0/1.100", "GigabitEthernet0/1.100"},
           {"Gi 1/0/1", "GigabitEthernet1/0/1"},
           {"gigabitethernet0/1", "GigabitEthernet0/1"},
           {"GigabitEthernet0/1", "GigabitEthernet0/1"},
           {"GigabitEthernet  0/1", "GigabitEthernet0/1"},
           {"po12", "Port-channel12"},
           {"port-channel12", "Port-channel12"},
           {"Twe1/0/1", "TwentyFiveGigE1/0/1"},
           {"Tw1/0/1", "TwoGigabitEthernet1/0/1"},
       })
    EXPECT_EQ(names()(printed), canonical) << printed;
}

TEST(CanonicalNames, LeaveTheRestAsPrinted) {
  for (const char* printed :
       {"", "Gi", "gigabitethernet", "Gix0/1", "G0/1", "Vlan10", "1/1", "0", "ge-0/0/0", " Gi0/1",
        "\xC3\x84"
        "1",
        "eth0"})
    EXPECT_EQ(names()(printed), printed);
  EXPECT_EQ(CanonicalNames()("Gi0/1"), "Gi0/1");
}

TEST(CanonicalNames, TheFirstMeaningOfAFormStands) {
  CanonicalNames canonical;
  canonical.add("Po", "Port-channel");
  canonical.add("PO", "POS");
  EXPECT_EQ(canonical("po1"), "Port-channel1");
  EXPECT_EQ(canonical("pos1"), "POS1");
}

TEST(CanonicalNames, AreAFixedPoint) {
  for (const char* printed : {"Gi0/1", "po1", "Twe1/0/1", "Vlan3"}) {
    const std::string once = names()(printed);
    EXPECT_EQ(names()(once), once);
  }
}

}  // namespace
}  // namespace showd
