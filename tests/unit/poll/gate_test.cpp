#include "poll/gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <list>
#include <vector>

namespace showd {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr GateWidth kTwoAndOne{2, 1, 3, kNeverLent};

/// Coroutines that go through one gate and stay behind it until the test lets them go.
class GateTest : public testing::Test {
 protected:
  void build(GateWidth width) { gate = Gate(io, width); }
  void enter(std::size_t number, Gate::Visitor who = {}) {
    if (passes.size() <= number) passes.resize(number + 1);
    auto body = [this, number, who]() -> Awaitable<void> {
      Gate::Pass pass = co_await gate.enter(who);
      (pass ? entered : turned_away).push_back(number);
      passes[number] = std::move(pass);
    };
    bodies.push_back(body);  // the coroutine reads its captures
    asio::co_spawn(io, bodies.back(), asio::detached);
    turn();
  }
  void enter_failing(std::size_t number) { enter(number, {Lane::failing}); }
  void turn() {
    io.restart();
    io.poll();
  }
  /// Until that many are in; ctest's patience is the limit.
  void wait_for(std::size_t many) {
    while (entered.size() + turned_away.size() < many) {
      io.restart();
      io.run_one();
    }
  }

  asio::io_context io{1};
  Gate gate{io, kTwoAndOne};
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

TEST_F(GateTest, AWiderGateLetsInWhoWaits) {
  for (std::size_t i = 0; i < 5; ++i) enter(i);
  gate.set_width({4, 1, 5, kNeverLent});
  turn();
  EXPECT_THAT(entered, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(gate.waiting(), 1u);
}

TEST_F(GateTest, WhoIsInsideANarrowerGateStaysAndNobodyFollows) {
  for (std::size_t i = 0; i < 3; ++i) enter(i);
  gate.set_width({1, 1, 1, kNeverLent});
  EXPECT_EQ(gate.surplus(), 1u);
  passes[0].release();
  turn();
  EXPECT_EQ(gate.surplus(), 0u);
  EXPECT_THAT(entered, ElementsAre(0, 1));
  passes[1].release();
  turn();
  EXPECT_THAT(entered, ElementsAre(0, 1, 2));
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

TEST_F(GateTest, TheFailingWaitAmongThemselves) {
  for (std::size_t i = 0; i < 9; ++i) enter_failing(i);
  EXPECT_THAT(entered, ElementsAre(0));
  enter(9);
  enter(10);
  EXPECT_THAT(entered, ElementsAre(0, 9, 10));
  EXPECT_EQ(gate.waiting(Lane::failing), 8u);
  EXPECT_EQ(gate.waiting(Lane::main), 0u);
  passes[9].release();  // not theirs
  turn();
  EXPECT_THAT(entered, ElementsAre(0, 9, 10));
  passes[0].release();
  turn();
  EXPECT_THAT(entered, ElementsAre(0, 9, 10, 1));
}

TEST_F(GateTest, OfBothLanesWhoCameFirstGetsTheLastPlace) {
  build({2, 2, 2, kNeverLent});
  enter(0);
  enter(1);
  enter_failing(2);
  enter(3);
  passes[0].release();
  passes[1].release();
  turn();
  EXPECT_THAT(entered, ElementsAre(0, 1, 2, 3));
}

TEST_F(GateTest, WhoWasSentAwayGoesFirst) {
  for (std::size_t i = 0; i < 4; ++i) enter(i);
  enter(4, {Lane::main, true});
  enter(5, {Lane::main, true});
  for (const std::size_t out : {0u, 1u, 4u}) {
    passes[out].release();
    turn();
  }
  EXPECT_THAT(entered, ElementsAre(0, 1, 4, 5, 2));
}

TEST_F(GateTest, NobodyWaitsForLongerThanHeWants) {
  for (std::size_t i = 0; i < 3; ++i) enter(i);
  enter(3, {Lane::main, false, system_clock().now() + 5ms});
  wait_for(3);
  EXPECT_THAT(turned_away, ElementsAre(3));
  EXPECT_EQ(gate.waiting(), 1u);
  passes[0].release();
  turn();
  EXPECT_THAT(entered, ElementsAre(0, 1, 2));
}

TEST_F(GateTest, APlaceThatIsKeptForTooLongIsLent) {
  build({2, 1, 3, 5ms});
  for (std::size_t i = 0; i < 4; ++i) enter(i);
  wait_for(4);
  EXPECT_THAT(entered, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(turned_away, IsEmpty());
  passes[0].release();  // what was lent is not given back twice
  passes[1].release();
  passes[2].keep_for(kNeverLent);
  passes[3].keep_for(kNeverLent);
  enter(4);
  EXPECT_EQ(gate.waiting(), 1u);
  passes[2].release();
  turn();
  EXPECT_THAT(entered, ElementsAre(0, 1, 2, 3, 4));
}

TEST_F(GateTest, APassMayOutliveItsGate) {
  enter(0);
  gate.close();
  build(kTwoAndOne);
  passes[0].release();
  for (std::size_t i = 1; i < 4; ++i) enter(i);
  EXPECT_THAT(entered, ElementsAre(0, 1, 2));
}

TEST_F(GateTest, ItIsUnusedWhenNobodyWaitsAndNobodyIsIn) {
  EXPECT_TRUE(gate.unused());
  enter(0);
  EXPECT_FALSE(gate.unused());
  passes[0].release();
  EXPECT_TRUE(gate.unused());
}

}  // namespace
}  // namespace showd
