#include "inventory/shrink_guard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace showd {
namespace {

using std::chrono::seconds;
using testing::SizeIs;

class ShrinkGuardTest : public testing::Test {
 protected:
  static InventoryPtr inventory(const std::string& name, int first, int end) {
    auto made = std::make_shared<Inventory>();
    made->source.name = name;
    for (int i = first; i < end; ++i) {
      const std::string device = "r" + std::to_string(i);
      made->devices[device] = std::make_shared<const Device>(Device{.name = device});
    }
    return made;
  }
  /// How many devices are applied when the files say this.
  std::size_t apply(std::vector<InventoryPtr> fresh) {
    applied = guard.pass(applied, std::move(fresh));
    std::size_t count = 0;
    for (const InventoryPtr& one : applied) count += one->devices.size();
    return count;
  }
  std::size_t apply(int first, int end) { return apply({inventory("lab", first, end)}); }

  ManualClock clock;
  ShrinkGuard guard{clock};
  std::vector<InventoryPtr> applied;
};

TEST_F(ShrinkGuardTest, AFirstLoadAndSmallChangesPassAtOnce) {
  EXPECT_EQ(apply(0, 100), 100u);
  EXPECT_EQ(apply(0, 50), 50u) << "half is not more than half";
  EXPECT_EQ(apply(0, 200), 200u);
  EXPECT_FALSE(guard.next());
}

TEST_F(ShrinkGuardTest, MoreThanHalfIsKeptForAMinuteAndThenGoes) {
  apply(0, 100);
  EXPECT_EQ(apply(0, 49), 100u);
  ASSERT_TRUE(guard.next());
  EXPECT_EQ(*guard.next(), clock.now() + seconds(60));
  clock.advance(seconds(59));
  EXPECT_EQ(apply(0, 49), 100u);
  clock.advance(seconds(1));
  EXPECT_EQ(apply(0, 49), 49u);
  EXPECT_FALSE(guard.next());
  EXPECT_EQ(apply(0, 20), 49u) << "and is guarded anew";
}

TEST_F(ShrinkGuardTest, AnEmptyInventoryAndOneThatIsGoneAreNoExceptions) {
  apply({inventory("lab", 0, 5), inventory("edge", 5, 9)});
  EXPECT_EQ(apply({inventory("lab", 0, 0)}), 9u);
  clock.advance(seconds(60));
  EXPECT_EQ(apply({inventory("lab", 0, 0)}), 0u);
  EXPECT_THAT(applied, SizeIs(1));
}

TEST_F(ShrinkGuardTest, WhatIsAddedMeanwhilePassesAndTheMinuteRunsOn) {
  apply(0, 100);
  apply(90, 100);
  clock.advance(seconds(30));
  EXPECT_EQ(apply(90, 110), 110u);
  clock.advance(seconds(30));
  EXPECT_EQ(apply(90, 110), 20u);
}

TEST_F(ShrinkGuardTest, AFileMadeWholeEndsIt) {
  apply(0, 100);
  apply(0, 10);
  EXPECT_EQ(apply(0, 98), 98u);
  EXPECT_FALSE(guard.next());
  clock.advance(seconds(59));
  EXPECT_EQ(apply(0, 10), 98u);
  clock.advance(seconds(59));
  EXPECT_EQ(apply(0, 10), 98u) << "the minute began anew";
}

TEST_F(ShrinkGuardTest, DevicesThatMovedToAnotherInventoryAreNotLost) {
  apply({inventory("lab", 0, 100)});
  EXPECT_EQ(apply({inventory("lab", 0, 10), inventory("edge", 10, 100)}), 100u);
  EXPECT_EQ(applied[0]->devices.size(), 10u);
  EXPECT_FALSE(guard.next());
}

}  // namespace
}  // namespace showd
