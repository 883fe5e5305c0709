#include "base/clock_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace showd {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::IsEmpty;
using testing::SizeIs;

constexpr UtcMillis kHour = 3'600'000;
constexpr UtcMillis kDay = 24 * kHour;

class ClockWatchTest : public testing::Test {
 protected:
  ClockWatch::Jump set(UtcMillis by) {
    clock.set_utc(clock.utc() + by);
    const auto jump = watch.look();
    EXPECT_TRUE(jump);
    return jump.value_or(ClockWatch::Jump{});
  }
  ManualClock clock;
  ClockWatch watch{clock};
};

MATCHER_P3(StampsAre, from, to, by, "") {
  return arg.from == from && arg.to >= to && arg.to <= to + 1'000 && arg.by == by;
}

TEST_F(ClockWatchTest, TimeThatPassesIsNoJump) {
  clock.advance(hours(1'000));
  EXPECT_FALSE(watch.look());
  clock.set_utc(clock.utc() + 999);
  EXPECT_FALSE(watch.look()) << "a clock is slewed all the time";
}

TEST_F(ClockWatchTest, AClockThatComesBackWasWrongInBetween) {
  const UtcMillis begin = clock.utc();
  EXPECT_THAT(set(kDay).wrong, IsEmpty());
  EXPECT_EQ(watch.ahead(), kDay);
  clock.advance(hours(2));
  const auto back = set(-kDay);
  EXPECT_EQ(back.by, -kDay);
  EXPECT_THAT(back.wrong,
              testing::ElementsAre(StampsAre(begin + kDay, begin + kDay + 2 * kHour, -kDay)));
  EXPECT_EQ(watch.ahead(), 0);
  EXPECT_FALSE(watch.look());
}

TEST_F(ClockWatchTest, NotToTheSecondIsBackToo) {
  set(kDay);
  EXPECT_THAT(set(-kDay + 40'000).wrong, SizeIs(1));
}

TEST_F(ClockWatchTest, AClockThatGoesBackFirstProvesNothing) {
  EXPECT_THAT(set(-kDay).wrong, IsEmpty());
  EXPECT_THAT(set(kDay).wrong, IsEmpty()) << "and its stamps were given out before";
  EXPECT_EQ(watch.ahead(), 0);
  EXPECT_THAT(set(kDay).wrong, IsEmpty());
  EXPECT_THAT(set(-kHour).wrong, IsEmpty()) << "not to where it was";
}

TEST_F(ClockWatchTest, EachTimeAheadIsWrongByItsOwnSpan) {
  const UtcMillis begin = clock.utc();
  set(kDay);
  clock.advance(minutes(1));
  EXPECT_THAT(set(-2 * kDay).wrong, IsEmpty());
  clock.advance(minutes(1));
  set(3'650 * kDay);
  clock.advance(minutes(1));
  const auto back = set(-3'649 * kDay);
  EXPECT_THAT(back.wrong,
              testing::ElementsAre(StampsAre(begin + kDay, begin + kDay + 60'000, -kDay),
                                   StampsAre(begin + 3'649 * kDay + 120'000,
                                             begin + 3'649 * kDay + 180'000, -3'649 * kDay)));
}

TEST_F(ClockWatchTest, WhatWasKnownBeforeARestartCounts) {
  ClockWatch after(clock, kDay, clock.utc() - kHour);
  clock.set_utc(clock.utc() - kDay);
  const auto back = after.look();
  ASSERT_TRUE(back);
  EXPECT_THAT(back->wrong, SizeIs(1));
}

}  // namespace
}  // namespace showd
