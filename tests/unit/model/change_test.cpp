#include "model/change.hpp"

#include <gtest/gtest.h>

namespace showd {
namespace {

Interface port() {
  Interface port;
  port.if_name = "GigabitEthernet0/1";
  port.admin_status = AdminStatus::up;
  port.oper_status = OperStatus::up;
  port.ipv4 = {{"192.0.2.1", 24}};
  port.counters.in_octets = 1;
  port.last_change_seconds = 10;
  return port;
}

TEST(Change, StateIsADifferenceAgesAndCountersAreNot) {
  Interface other = port();
  other.counters.in_octets = 2;
  other.last_change_seconds = 20;
  EXPECT_FALSE(differs(port(), other));
  other.oper_status = OperStatus::down;
  EXPECT_TRUE(differs(port(), other));
}

TEST(Change, WhatIsNotStatedIsNoDifference) {
  Interface terse;
  terse.if_name = port().if_name;
  EXPECT_FALSE(differs(port(), terse));
  terse.ipv4.emplace();
  EXPECT_TRUE(differs(port(), terse));
}

TEST(Merge, EarlierCommandsWinAndGapsAreFilled) {
  Interface brief;
  brief.if_name = port().if_name;
  brief.oper_status = OperStatus::down;
  merge(brief, port());
  EXPECT_EQ(brief.oper_status, OperStatus::down);
  EXPECT_EQ(brief.admin_status, AdminStatus::up);
  EXPECT_EQ(brief.counters.in_octets, 1u);
  EXPECT_EQ(brief.ipv4->size(), 1u);
}

}  // namespace
}  // namespace showd
