#include "poll/gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <list>
#include <vector>

namespace showd {
namespace {

using testing::ElementsAre;

/// Coroutines that go through one gate and stay behind it until the test lets them go.
class GateTest : public testing::Test {
 protected:
  void enter(std::size_t number) {
    if (passes.size() <= number) passes.resize(number + 1);
    auto body = [this, number]() -> Awaitable<void> {
      Gate::Pass pass = co_await gate.enter();
      (pass ? entered : turned_away).push_back(number);
      passes[number] = std::move(pass);
    };
    bodies.push_back(body);  // the coroutine reads its captures
    asio::co_spawn(io, bodies.back(), asio::detached);
    turn();
  }
  void turn() {
    io.restart();
    io.poll();
  }

  asio::io_context io{1};
  Gate gate{2};
  std::list<std::function<Awaitable<void>()>> bodies;
  std::vector<Gate::Pass> passes;
  std::vector<std::size_t> entered, turned_away;
};

TEST_F(GateTest, LetsSoManyThroughAndTheOthersInOrder) {
  for (std::size_t i = 0; i < 5; ++i) enter(i);
  EXPECT_THAT(entered, ElementsAre(0, 1));
  EXPECT_EQ(gate.waiting(), 3u);
  passes[1].release();
  turn();
  EXPECT_THAT(entered, ElementsAre(0, 1, 2));
  passes[0] = Gate::Pass();
  turn();
  EXPECT_THAT(entered, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(gate.waiting(), 1u);
}

TEST_F(GateTest, APlaceIsGivenBackOnce) {
  enter(0);
  passes[0].release();
  passes[0].release();
  for (std::size_t i = 1; i < 5; ++i) enter(i);
  EXPECT_THAT(entered, ElementsAre(0, 1, 2));
  EXPECT_EQ(gate.waiting(), 2u);
}

TEST_F(GateTest, NobodySlipsInBeforeOneWhoWasCalled) {
  for (std::size_t i = 0; i < 3; ++i) enter(i);
  passes[0].release();  // the place is 2's now, although it has not run yet
  enter(3);
  EXPECT_THAT(entered, ElementsAre(0, 1, 2));
  EXPECT_EQ(gate.waiting(), 1u);
}

TEST_F(GateTest, ClosingSendsTheWaitingAway) {
  for (std::size_t i = 0; i < 4; ++i) enter(i);
  gate.close();
  turn();
  EXPECT_THAT(turned_away, ElementsAre(2, 3));
  EXPECT_EQ(gate.waiting(), 0u);
  enter(4);
  EXPECT_THAT(turned_away, ElementsAre(2, 3, 4));
  passes[0].release();  // still allowed
  EXPECT_THAT(entered, ElementsAre(0, 1));
}

}  // namespace
}  // namespace showd
