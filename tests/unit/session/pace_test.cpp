#include "session/pace.hpp"

#include <gtest/gtest.h>

namespace showd {
namespace {

using namespace std::chrono_literals;

TEST(Pace, AQuietTimeIsAFewRoundTripsWithinBounds) {
  for (const auto& [answer, kernels, want] : {std::tuple{200us, 30us, 10ms},
                                              {20'000us, 30us, 60ms},
                                              {20'000us, 100'000us, 300ms},
                                              {3'000'000us, 0us, 1'500ms}}) {
    ManualClock clock;
    Pace pace;
    pace.typed(clock.now());
    pace.heard(clock.now() + answer);
    EXPECT_EQ(pace.quiet(kernels), want) << answer.count();
  }
}

TEST(Pace, BeforeAnythingWasTypedTheKernelsFigureCounts) {
  EXPECT_EQ(Pace().quiet(0us), 10ms);
  EXPECT_EQ(Pace().quiet(50'000us), 150ms);
}

TEST(Pace, TheQuickestAnswerCountsForTheRestWasWork) {
  ManualClock clock;
  Pace pace;
  for (const auto answer : {30'000us, 900'000us, 50'000us}) {
    pace.typed(clock.now());
    pace.typed(clock.now() + 5ms);  // typed ahead: the answer is to the first
    pace.heard(clock.now() + answer);
    pace.heard(clock.now() + 5s);  // nobody typed: no answer
  }
  EXPECT_EQ(pace.quiet(0us), 90ms);
}

}  // namespace
}  // namespace showd
