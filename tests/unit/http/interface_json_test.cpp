#include "http/interface_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "model/interface_facts.hpp"
#include "unit/metrics/sample_fleet.hpp"

namespace showd {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST(InterfaceJson, EveryFactButReadingsComesBack) {
  InterfaceState state = sample_interface("GigabitEthernet0/1");
  Interface& seen = state.seen;
  seen.reason = "err-disabled";
  seen.bandwidth_bps = UINT64_MAX;
  seen.duplex = Duplex::half;
  seen.if_index = 7;
  seen.last_change_seconds = 10;
  seen.ipv4 = {{"192.0.2.1", 24}, {"192.0.2.9", std::nullopt}};
  seen.ipv6.emplace();  // stated: none
  each_fact([&](const auto& fact) {
    ASSERT_TRUE((seen.*fact.member).has_value()) << fact.name << ": give it a value above";
  });
  const auto back = interfaces_from_json(to_json(InterfaceTable({state})));
  ASSERT_THAT(back, SizeIs(1));
  EXPECT_EQ(back[0].if_name, seen.if_name);
  EXPECT_TRUE(same_state(back[0], seen));
  EXPECT_EQ(back[0].counters, seen.counters);
  EXPECT_FALSE(back[0].last_change_seconds);
}

TEST(InterfaceJson, WhatIsNotKnownIsLeftOut) {
  InterfaceState bare;
  bare.seen.if_name = "Lo0";
  const std::string json = to_json(InterfaceTable({bare}));
  EXPECT_EQ(json, R"([{"if_name":"Lo0","changes":0,"counters":{}}])");
  const auto back = interfaces_from_json(json);
  ASSERT_THAT(back, SizeIs(1));
  EXPECT_TRUE(same_state(back[0], Interface{}));
}

/// One vocabulary with the devices of the API and with SQL.
TEST(InterfaceJson, AMomentIsTextAndMilliseconds) {
  InterfaceState state;
  state.seen.if_name = "Lo0";
  state.since = 1'769'904'000'123;
  state.last_change = 1'769'904'001'000;
  EXPECT_EQ(to_json(InterfaceTable({state})),
            R"([{"if_name":"Lo0","since":"2026-02-01T00:00:00Z","since_ts":1769904000123,)"
            R"("changes":0,"last_change":"2026-02-01T00:00:01Z","last_change_ts":1769904001000,)"
            R"("counters":{}}])");
}

TEST(InterfaceJson, OfOtherJsonWhatCanBeReadIsTaken) {
  for (const char* none : {"", "{", "7", "null", "[]", "{}", "[7, null, {}]", "[{\"if_name\": 1}]"})
    EXPECT_THAT(interfaces_from_json(none), IsEmpty()) << none;
  const auto odd = interfaces_from_json(R"([{"if_name": "Gi0/1", "admin_status": "sideways",
      "oper_status": 1, "mtu": 4294967296, "speed_bps": -1, "if_alias": null, "duplex": "full",
      "ipv4": ["192.0.2.1/24", "192.0.2.1/256", "192.0.2.1/", "192.0.2.1/x", 7],
      "ipv6": "::1", "counters": [1], "colour": "red"}])");
  ASSERT_THAT(odd, SizeIs(1));
  Interface want{.if_name = "Gi0/1"};
  want.duplex = Duplex::full;
  want.ipv4 = {{"192.0.2.1", 24}};
  EXPECT_TRUE(same_state(odd[0], want));
  EXPECT_EQ(*odd[0].counters, Counters{});
}

}  // namespace
}  // namespace showd
