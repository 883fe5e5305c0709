#include "recorder/change_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/interface_facts.hpp"

namespace showd {
namespace {

Interface port() {
  return {.if_name = "GigabitEthernet0/1",
          .if_alias = "a",
          .admin_status = AdminStatus::up,
          .oper_status = OperStatus::up,
          .mtu = 1'500,
          .speed_bps = 1'000'000'000,
          .ipv4 = {{{"192.0.2.1", 24}}}};
}

/// port() with one thing changed.
template <class Change>
std::string told(Change change) {
  Interface after = port();
  change(after);
  return what_changed(port(), after);
}

TEST(ChangeWords, SayWhatChangedFromWhatToWhat) {
  EXPECT_EQ(told([](Interface& p) { p.oper_status = OperStatus::down; }),
            "oper_status up -> down (admin_status up)");
  EXPECT_EQ(told([](Interface& p) { p.admin_status.reset(); }),
            "admin_status up -> none (oper_status up)");
  EXPECT_EQ(
      told([](Interface& p) {
        p.admin_status = AdminStatus::down;
        p.oper_status = OperStatus::lower_layer_down;
        p.reason = "shut";
      }),
      R"(admin_status up -> down, oper_status up -> lower-layer-down, reason none -> "shut")");
  EXPECT_EQ(told([](Interface& p) { p.if_alias = "b"; }), R"(description "a" -> "b")");
  EXPECT_EQ(told([](Interface& p) { p.if_alias = ""; }), R"(description "a" -> "")");
  EXPECT_EQ(told([](Interface& p) { p.if_alias = R"(b", mtu 1 -> "2)"; }),
            R"(description "a" -> "b\", mtu 1 -> \"2")")
      << "it ends where it ends";
  EXPECT_EQ(told([](Interface& p) { p.speed_bps = 2'500'000'000; }), "speed 1G -> 2.5G");
  EXPECT_EQ(told([](Interface& p) { p.speed_bps = 999; }), "speed 1G -> 999");
  EXPECT_EQ(told([](Interface& p) { p.mtu = 9'000; }), "mtu 1500 -> 9000");
  EXPECT_EQ(told([](Interface& p) { p.duplex = Duplex::half; }), "duplex none -> half");
  EXPECT_EQ(told([](Interface& p) { p.phys_address = "aa:bb:cc:dd:ee:ff"; }),
            "mac none -> aa:bb:cc:dd:ee:ff");
}

TEST(ChangeWords, SayWhichAddressesCameAndWent) {
  EXPECT_EQ(told([](Interface& p) {
              p.ipv4->push_back({"192.0.2.2", {}});
            }),
            "address 192.0.2.2 added");
  EXPECT_EQ(told([](Interface& p) { p.ipv4.reset(); }), "address 192.0.2.1/24 removed");
  EXPECT_EQ(told([](Interface& p) { p.ipv4->front().prefix_length = 25; }),
            "address 192.0.2.1/24 removed, address 192.0.2.1/25 added");
  EXPECT_EQ(told([](Interface& p) {
              p.ipv6 = {{{"2001:db8::1", 64}}};
            }),
            "address 2001:db8::1/64 added");
  EXPECT_EQ(told([](Interface& p) {
              for (int i = 10; i < 99; ++i) p.ipv4->push_back({"192.0.2." + std::to_string(i), 24});
            }),
            "89 addresses added");
}

TEST(ChangeWords, AreSilentAboutReadings) {
  EXPECT_EQ(told([](Interface&) {}), "");
  EXPECT_EQ(told([](Interface& p) { p.last_change_seconds = 7; }), "");
}

TEST(ChangeWords, KnowEveryStoredFact) {
  each_stored_fact([]<class Value>(const StoredFact<Value>& fact) {
    Interface before, after;
    after.*fact.member = Value{};
    if constexpr (std::is_enum_v<Value>) after.*fact.member = kLastOf<Value>;
    const char* name = fact.kind == FactKind::status ? fact.name : fact.heading;
    EXPECT_THAT(what_changed(before, after), testing::StartsWith(std::string(name) + " none -> "));
    EXPECT_THAT(what_changed(after, before), testing::EndsWith(" -> none"));
  });
}

}  // namespace
}  // namespace showd
