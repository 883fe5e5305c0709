#include "model/interface_facts.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace showd {
namespace {

Interface port() {
  Interface port;
  port.if_name = "GigabitEthernet0/1";
  port.admin_status = AdminStatus::up;
  port.oper_status = OperStatus::up;
  port.ipv4 = {{"192.0.2.1", 24}};
  port.counters.write().in_octets = 1;
  port.last_change_seconds = 10;
  return port;
}

/// Some value of a fact's type, and another one.
template <class Value>
Value sample(bool other) {
  if constexpr (std::is_enum_v<Value>)
    return static_cast<Value>(other ? 2 : 1);
  else if constexpr (std::is_same_v<Value, std::string>)
    return other ? "two" : "one";
  else if constexpr (std::is_integral_v<Value>)
    return other ? 2 : 1;
  else
    return {{other ? "192.0.2.2" : "192.0.2.1", 24}};
}

template <class Value>
void set(Interface& port, const InterfaceFact<Value>& fact, bool other = false) {
  port.*fact.member = sample<Value>(other);
}

Interface full() {
  Interface port{.if_name = "GigabitEthernet0/1"};
  each_fact([&](const auto& fact) { set(port, fact); });
  for (const CounterFact& fact : kCounterFacts) port.counters.write().*fact.member = 1;
  return port;
}

TEST(InterfaceFacts, HaveNamesOfTheirOwn) {
  std::set<std::string> names, columns, headings, series;
  std::size_t facts = 0, stored = 0;
  each_fact([&](const auto& fact) {
    ++facts;
    names.insert(fact.name);
  });
  each_stored_fact([&](const auto& fact) {
    ++stored;
    columns.insert(fact.name);
    headings.insert(fact.heading);
  });
  EXPECT_EQ(names.size(), facts);
  EXPECT_EQ(columns.size(), stored);
  EXPECT_EQ(headings.size(), stored);
  for (const CounterFact& fact : kCounterFacts) {
    names.insert(fact.name);
    series.insert(fact.series);
  }
  EXPECT_EQ(names.size(), facts + kCounterFacts.size());
  EXPECT_EQ(series.size(), kCounterFacts.size());
}

TEST(Change, StateIsADifferenceAgesAndCountersAreNot) {
  Interface other = port();
  other.counters.write().in_octets = 2;
  other.last_change_seconds = 20;
  EXPECT_TRUE(same_state(port(), other));
  other.oper_status = OperStatus::down;
  EXPECT_FALSE(same_state(port(), other));
}

TEST(Change, EachFactThatIsStateIsADifference) {
  each_fact([](const auto& fact) {
    Interface other = full(), silent = full();
    set(other, fact, true);
    (silent.*fact.member).reset();
    const bool is_state = fact.kind != FactKind::reading;
    EXPECT_EQ(same_state(full(), other), !is_state) << fact.name;
    EXPECT_EQ(same_state(full(), silent), !is_state) << fact.name;
    EXPECT_EQ(same_status(full(), other), fact.kind != FactKind::status) << fact.name;
  });
}

TEST(Change, WhatIsNotStatedIsNoDifference) {
  Interface terse;
  terse.if_name = port().if_name;
  carry_over(terse, port());
  EXPECT_TRUE(same_state(port(), terse));
  terse.ipv4.emplace();
  EXPECT_FALSE(same_state(port(), terse));
}

TEST(CarryOver, TakesEachFactButReadings) {
  Interface silent;
  carry_over(silent, full());
  each_fact([&](const auto& fact) {
    EXPECT_EQ((silent.*fact.member).has_value(), fact.kind != FactKind::reading) << fact.name;
  });
  EXPECT_EQ(*silent.counters, Counters{});
}

TEST(CarryOver, LeavesWhatIsStated) {
  each_fact([](const auto& fact) {
    Interface stated;
    set(stated, fact, true);
    carry_over(stated, full());
    Interface want;
    set(want, fact, true);
    EXPECT_EQ(stated.*fact.member, want.*fact.member) << fact.name;
  });
}

TEST(CarryOver, AReasonGoesWithItsStatus) {
  Interface before = port();
  before.reason = "err-disabled";
  Interface same = port(), other = port(), silent;
  other.oper_status = OperStatus::down;
  for (Interface* after : {&same, &other, &silent}) carry_over(*after, before);
  EXPECT_EQ(same.reason, "err-disabled");
  EXPECT_EQ(other.reason, std::nullopt);
  EXPECT_EQ(silent.reason, "err-disabled");
}

TEST(Merge, EarlierCommandsWinAndGapsAreFilled) {
  Interface brief;
  brief.if_name = port().if_name;
  brief.oper_status = OperStatus::down;
  merge(brief, port());
  EXPECT_EQ(brief.oper_status, OperStatus::down);
  EXPECT_EQ(brief.admin_status, AdminStatus::up);
  EXPECT_EQ(brief.counters->in_octets, 1u);
  EXPECT_EQ(brief.ipv4->size(), 1u);
}

TEST(Merge, TakesEveryFactThatIsMissing) {
  Interface empty;
  merge(empty, full());
  each_fact(
      [&](const auto& fact) { EXPECT_EQ(empty.*fact.member, full().*fact.member) << fact.name; });
  EXPECT_EQ(empty.counters, full().counters);
}

TEST(Merge, APrefixLengthIsTakenOverAndNoAddressStandsTwice) {
  Interface one = port(), other = port();
  one.ipv4 = {{"192.0.2.1", std::nullopt}, {"192.0.2.1", 24}, {"192.0.2.2", std::nullopt}};
  other.ipv4 = {{"192.0.2.1", 24}, {"192.0.2.3", 24}};
  merge(one, std::move(other));
  const std::vector<InterfaceAddress> want = {{"192.0.2.1", 24}, {"192.0.2.2", std::nullopt}};
  EXPECT_EQ(one.ipv4, want);
}

}  // namespace
}  // namespace showd
