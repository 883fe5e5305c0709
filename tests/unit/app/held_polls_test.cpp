#include "app/held_polls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace showd {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

class HeldPollsTest : public testing::Test {
 protected:
  std::size_t room = 2;
  std::vector<std::string> started;
  ManualClock clock;
  HeldPolls held{[this](std::size_t under_way) { return under_way < room; },
                 [this](const Scheduler::Poll& poll) { started.push_back(poll.device); }, clock};
};

TEST_F(HeldPollsTest, AreStartedInOrderAsFarAsThereIsRoom) {
  held.add({{.device = "r1"}, {.device = "r2"}, {.device = "r3"}});
  held.release();
  EXPECT_THAT(started, ElementsAre("r1", "r2"));
  held.add({{.device = "r4"}});
  held.release();
  EXPECT_EQ(held.waiting(), 2u);
  held.finished();
  held.release();
  EXPECT_THAT(started, ElementsAre("r1", "r2", "r3")) << "whoever waits longest comes first";
  room = 10;
  held.release();
  EXPECT_THAT(started, ElementsAre("r1", "r2", "r3", "r4"));
  EXPECT_EQ(held.waiting(), 0u);
}

TEST_F(HeldPollsTest, TellHowLongTheyWait) {
  room = 0;
  EXPECT_EQ(held.wait(), milliseconds(0));
  held.add({{.device = "r1"}});
  clock.advance(milliseconds(300));
  held.add({{.device = "r2"}});
  held.release();
  EXPECT_THAT(started, IsEmpty());
  EXPECT_EQ(held.wait(), milliseconds(300));
}

}  // namespace
}  // namespace showd
