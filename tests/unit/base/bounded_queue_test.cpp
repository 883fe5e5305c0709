#include "base/bounded_queue.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace showd {
namespace {

using std::chrono::milliseconds;

TEST(BoundedQueue, RefusesWhenFullAndLeavesTheMessageAlone) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  EXPECT_TRUE(queue.try_push(std::make_unique<int>(1)));
  auto second = std::make_unique<int>(2);
  EXPECT_FALSE(queue.try_push(std::move(second)));
  EXPECT_EQ(*second, 2);  // NOLINT(bugprone-use-after-move): refused, so untouched
  EXPECT_EQ(queue.depth(), 1u);
}

TEST(BoundedQueue, IsBoundedInBytesToo) {
  BoundedQueue<int> queue(10, 100);
  EXPECT_TRUE(queue.try_push(1, 150)) << "an empty queue takes a message of any size";
  EXPECT_FALSE(queue.try_push(2, 1));
  EXPECT_TRUE(queue.try_push(3)) << "one of no bytes is held to the number only";
  EXPECT_EQ(queue.bytes(), 150u);
  EXPECT_EQ(queue.pop_for(milliseconds(0)), 1);
  EXPECT_TRUE(queue.try_push(4, 60));
  EXPECT_TRUE(queue.try_push(5, 40));
  EXPECT_FALSE(queue.try_push(6, 1));
  EXPECT_EQ(queue.bytes(), 100u);
}

TEST(BoundedQueue, WhatMustNotBeLostGoesPastTheBounds) {
  BoundedQueue<int> queue(1);
  EXPECT_TRUE(queue.try_push(1));
  EXPECT_TRUE(queue.push(2));
  EXPECT_EQ(queue.depth(), 2u);
  queue.close();
  EXPECT_FALSE(queue.push(3));
}

TEST(BoundedQueue, ClosedQueueIsReadToItsEnd) {
  BoundedQueue<int> queue(4);
  EXPECT_TRUE(queue.try_push(7));
  queue.close();
  EXPECT_FALSE(queue.try_push(8));
  EXPECT_EQ(queue.pop_for(milliseconds(0)), 7);
  EXPECT_EQ(queue.pop_for(std::chrono::hours(1)), std::nullopt);
}

TEST(BoundedQueue, CloseWakesAReader) {
  BoundedQueue<int> queue(4);
  std::jthread reader([&] { EXPECT_EQ(queue.pop_for(std::chrono::hours(1)), std::nullopt); });
  queue.close();
}

TEST(BoundedQueue, EveryMessageArrivesOnceInOrderPerWriter) {
  BoundedQueue<int> queue(8);
  constexpr int kEach = 5000;
  const auto write = [&](int offset) {
    for (int i = 0; i < kEach; ++i)
      while (!queue.try_push(offset + i)) std::this_thread::yield();
  };
  std::jthread first(write, 0);
  std::jthread second(write, kEach);
  int last_first = -1;
  int last_second = kEach - 1;
  for (int i = 0; i < 2 * kEach; ++i) {
    const auto message = queue.pop_for(std::chrono::seconds(30));
    ASSERT_TRUE(message);
    int& last = *message < kEach ? last_first : last_second;
    ASSERT_EQ(*message, last + 1);
    last = *message;
  }
}

}  // namespace
}  // namespace showd
