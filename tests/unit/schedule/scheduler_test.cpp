#include "schedule/scheduler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "schedule/backoff.hpp"

namespace showd {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> names(const std::vector<Scheduler::Poll>& polls) {
  std::vector<std::string> names;
  for (const auto& poll : polls) names.push_back(poll.device);
  std::sort(names.begin(), names.end());
  return names;
}

class SchedulerTest : public ::testing::Test {
 protected:
  /// Moves the clock on in steps of next_wakeup(), as the daemon does, and gathers what fell due.
  Scheduler::Due run_for(milliseconds span) {
    Scheduler::Due all;
    const Monotonic end = clock_.now() + span;
    for (;;) {
      Scheduler::Due due = scheduler_.tick();
      std::move(due.polls.begin(), due.polls.end(), std::back_inserter(all.polls));
      std::move(due.finished.begin(), due.finished.end(), std::back_inserter(all.finished));
      std::move(due.overruns.begin(), due.overruns.end(), std::back_inserter(all.overruns));
      all.lag = std::max(all.lag, due.lag);
      const auto next = scheduler_.next_wakeup();
      if (!next || *next > end) break;
      clock_.advance(
          std::max(milliseconds(1), std::chrono::ceil<milliseconds>(*next - clock_.now())));
    }
    if (clock_.now() < end) clock_.advance(std::chrono::ceil<milliseconds>(end - clock_.now()));
    return all;
  }

  ManualClock clock_;
  Scheduler scheduler_{clock_};
};

TEST_F(SchedulerTest, ARunAsksEveryDeviceOnceAndEndsWithItsLastPoll) {
  scheduler_.configure({{"lab", seconds(60), seconds(0), {"r1", "r2"}}});
  const auto due = scheduler_.tick();
  ASSERT_THAT(names(due.polls), ElementsAre("r1", "r2"));
  EXPECT_EQ(due.polls[0].run, 1u);
  EXPECT_EQ(due.polls[0].period, seconds(60));
  clock_.advance(seconds(2));
  EXPECT_FALSE(scheduler_.finished(due.polls[0], PollEnd::ok));
  clock_.advance(seconds(1));
  const auto run = scheduler_.finished(due.polls[1], PollEnd::failed);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->id, 1u);
  EXPECT_EQ(run->inventory, "lab");
  EXPECT_EQ(run->duration, seconds(3));
  EXPECT_EQ(run->devices, 2u);
  EXPECT_EQ(run->ok, 1u);
  EXPECT_EQ(run->failed, 1u);
  EXPECT_EQ(run->busy, 0u);
}

TEST_F(SchedulerTest, TheNextRunComesAPeriodAfterTheLastBeganNotEnded) {
  scheduler_.configure({{"lab", seconds(60), seconds(0), {"r1"}}});
  auto due = scheduler_.tick();
  clock_.advance(seconds(59));
  (void)scheduler_.finished(due.polls[0], PollEnd::ok);
  EXPECT_THAT(scheduler_.tick().polls, IsEmpty());
  clock_.advance(seconds(1));
  EXPECT_THAT(scheduler_.tick().polls, SizeIs(1));
}

TEST_F(SchedulerTest, ABusyDeviceIsSkippedAndTheOverrunCounted) {
  scheduler_.configure({{"lab", seconds(10), seconds(0), {"slow", "quick"}}});
  auto first = scheduler_.tick();
  for (const auto& poll : first.polls)
    EXPECT_FALSE(poll.device == "quick" && scheduler_.finished(poll, PollEnd::ok));
  clock_.advance(seconds(10));
  auto second = scheduler_.tick();
  EXPECT_THAT(names(second.polls), ElementsAre("quick"));
  EXPECT_THAT(second.overruns, ElementsAre("lab"));
  const auto run = scheduler_.finished(second.polls[0], PollEnd::ok);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->busy, 1u);
  EXPECT_EQ(run->ok, 1u);
}

TEST_F(SchedulerTest, SpreadIsDeterministicAndWithinItsSpan) {
  std::vector<std::string> devices;
  for (int i = 0; i < 1000; ++i) devices.push_back("edge-" + std::to_string(i));
  scheduler_.configure({{"lab", seconds(60), seconds(20), devices}});
  std::map<std::string, Monotonic> at;
  const Monotonic began = clock_.now();
  while (clock_.now() < began + seconds(60)) {
    for (const auto& poll : scheduler_.tick().polls) {
      at[poll.device] = clock_.now();
      (void)scheduler_.finished(poll, PollEnd::ok);
    }
    clock_.advance(milliseconds(100));
  }
  ASSERT_EQ(at.size(), devices.size());
  int early = 0;
  for (const auto& [device, when] : at) {
    EXPECT_LE(when - began, milliseconds(20'100)) << device;
    early += when - began < seconds(10);
  }
  EXPECT_GT(early, 400);
  EXPECT_LT(early, 600);

  ManualClock other_clock;
  Scheduler other(other_clock);
  other.configure({{"lab", seconds(60), seconds(20), {devices[17]}}});
  while (other.tick().polls.empty()) other_clock.advance(milliseconds(100));
  EXPECT_EQ(other_clock.now() - Monotonic(std::chrono::hours(1)), at[devices[17]] - began);
}

TEST_F(SchedulerTest, DevicesOfOneMomentBeginTogether) {
  std::vector<std::string> devices;
  for (int i = 0; i < 1000; ++i) devices.push_back("edge-" + std::to_string(i));
  scheduler_.configure({{"lab", seconds(60), seconds(5), devices}});
  std::size_t begun = 0, wakeups = 0;
  while (begun < devices.size()) {
    begun += scheduler_.tick().polls.size();
    ++wakeups;
    clock_.advance(std::chrono::ceil<milliseconds>(*scheduler_.next_wakeup() - clock_.now()));
  }
  EXPECT_LE(wakeups, 100u);
}

TEST_F(SchedulerTest, ARepairedDeviceIsAskedAtOnceAndAsIfItHadNeverFailed) {
  scheduler_.configure({{"lab", seconds(60), seconds(0), {"r1", "r2"}}});
  for (int minute = 0; minute < 8; ++minute) {
    for (const auto& poll : scheduler_.tick().polls)
      (void)scheduler_.finished(poll, poll.device == "r1" ? PollEnd::failed : PollEnd::ok);
    clock_.advance(seconds(60));
  }
  const auto now = scheduler_.repaired({"r1", "r2", "unknown"});
  EXPECT_THAT(names(now), ElementsAre("r1")) << "r2 needed no repair";
  ASSERT_THAT(now, SizeIs(1));
  EXPECT_EQ(now[0].run, 0u);
  EXPECT_THAT(scheduler_.repaired({"r1"}), SizeIs(0)) << "it is busy";
  EXPECT_FALSE(scheduler_.finished(now[0], PollEnd::failed));
  EXPECT_THAT(names(scheduler_.tick().polls), ElementsAre("r1", "r2")) << "the first failure";
}

TEST_F(SchedulerTest, AFailingDeviceIsAskedLessOftenAndASuccessEndsThat) {
  scheduler_.configure({{"lab", seconds(60), seconds(0), {"r1"}}});
  int polls = 0;
  int backed_off = 0;
  for (int minute = 0; minute < 60; ++minute) {
    auto due = scheduler_.tick();
    for (const auto& poll : due.polls) {
      ++polls;
      const auto run = scheduler_.finished(poll, PollEnd::failed);
      ASSERT_TRUE(run);
    }
    for (const auto& run : due.finished) backed_off += static_cast<int>(run.backed_off);
    clock_.advance(seconds(60));
  }
  EXPECT_EQ(polls + backed_off, 60);
  EXPECT_GE(polls, 10) << "at most five minutes apart";
  EXPECT_LE(polls, 20);
  const auto now = scheduler_.poll_now({"r1", "unknown"});
  ASSERT_THAT(now, SizeIs(1));
  EXPECT_EQ(now[0].run, 0u);
  EXPECT_FALSE(scheduler_.finished(now[0], PollEnd::ok));
  clock_.advance(seconds(60));
  EXPECT_THAT(scheduler_.tick().polls, SizeIs(1));
}

TEST_F(SchedulerTest, ADeviceThatIsLeftAloneIsToldWhenItsTurnComes) {
  scheduler_.configure({{"lab", seconds(60), seconds(20), {"r1"}}});
  const auto fail = [&] {
    const auto due = run_for(seconds(60));
    ASSERT_THAT(due.polls, SizeIs(1));
    (void)scheduler_.finished(due.polls[0], PollEnd::failed);
  };
  fail();
  EXPECT_FALSE(scheduler_.left_alone_until("r1"));  // the first failure costs nothing
  fail();
  const auto until = scheduler_.left_alone_until("r1");
  ASSERT_TRUE(until);
  const auto before = std::chrono::floor<milliseconds>(*until - clock_.now()) - milliseconds(1);
  EXPECT_THAT(run_for(before).polls, IsEmpty());
  const auto due = run_for(milliseconds(2));
  ASSERT_THAT(due.polls, SizeIs(1));
  (void)scheduler_.finished(due.polls[0], PollEnd::ok);
  EXPECT_FALSE(scheduler_.left_alone_until("r1"));
  EXPECT_FALSE(scheduler_.left_alone_until("stranger"));
}

TEST_F(SchedulerTest, PollNowDoesNotDisturbABusyDevice) {
  scheduler_.configure({{"lab", seconds(60), seconds(0), {"r1"}}});
  const auto due = scheduler_.tick();
  EXPECT_THAT(scheduler_.poll_now({"r1"}), IsEmpty());
  EXPECT_TRUE(scheduler_.finished(due.polls[0], PollEnd::ok));
  EXPECT_THAT(scheduler_.poll_now({"r1"}), SizeIs(1));
  EXPECT_THAT(scheduler_.poll_now({"r1"}), IsEmpty());
}

TEST_F(SchedulerTest, ASetWallClockChangesNothing) {
  scheduler_.configure({{"lab", seconds(60), seconds(0), {"r1"}}});
  auto due = scheduler_.tick();
  clock_.set_utc(clock_.utc() + 86'400'000);
  EXPECT_THAT(scheduler_.tick().polls, IsEmpty());
  clock_.set_utc(clock_.utc() - 2 * 86'400'000);
  clock_.advance(seconds(1));
  const auto run = scheduler_.finished(due.polls[0], PollEnd::ok);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->duration, seconds(1));
}

TEST_F(SchedulerTest, MissedRunsAreNotMadeUpFor) {
  scheduler_.configure({{"lab", seconds(10), seconds(0), {"r1"}}});
  auto due = scheduler_.tick();
  (void)scheduler_.finished(due.polls[0], PollEnd::ok);
  clock_.advance(seconds(105));
  due = scheduler_.tick();
  ASSERT_THAT(due.polls, SizeIs(1));
  (void)scheduler_.finished(due.polls[0], PollEnd::ok);
  EXPECT_EQ(scheduler_.next_wakeup(), clock_.now() + seconds(5)) << "the phase stays";
}

TEST_F(SchedulerTest, ReconfiguringLeavesTheOthersTimetableAlone) {
  scheduler_.configure({{"lab", seconds(60), seconds(0), {"r1", "r2"}}});
  for (const auto& poll : scheduler_.tick().polls) (void)scheduler_.finished(poll, PollEnd::ok);
  clock_.advance(seconds(30));
  scheduler_.configure({{"lab", seconds(60), seconds(0), {"r2", "r3"}}});
  EXPECT_THAT(scheduler_.tick().polls, IsEmpty());
  clock_.advance(seconds(30));
  EXPECT_THAT(names(scheduler_.tick().polls), ElementsAre("r2", "r3"));
}

TEST_F(SchedulerTest, ADeviceThatLeavesWhileBusyStillEndsItsRun) {
  scheduler_.configure({{"lab", seconds(60), seconds(0), {"r1"}}});
  const auto due = scheduler_.tick();
  scheduler_.configure({{"lab", seconds(60), seconds(0), {}}});
  EXPECT_TRUE(scheduler_.finished(due.polls[0], PollEnd::ok));
  scheduler_.configure({{"lab", seconds(60), seconds(0), {"r1"}}});
  EXPECT_THAT(scheduler_.poll_now({"r1"}), SizeIs(1)) << "it is not busy any more";
}

TEST_F(SchedulerTest, ADeviceThatLeftBeforeItsTurnIsNotAsked) {
  scheduler_.configure({{"lab", seconds(60), seconds(30), {"r1"}}});
  (void)scheduler_.tick();
  scheduler_.configure({});
  const auto due = run_for(seconds(60));
  EXPECT_THAT(due.polls, IsEmpty());
  ASSERT_THAT(due.finished, SizeIs(1));
}

TEST_F(SchedulerTest, AnEmptyInventoryStillHasRuns) {
  scheduler_.configure({{"lab", seconds(10), seconds(0), {}}});
  const auto due = scheduler_.tick();
  ASSERT_THAT(due.finished, SizeIs(1));
  EXPECT_EQ(due.finished[0].devices, 0u);
}

TEST(Backoff, DoublesUpToItsCap) {
  const auto near = [](milliseconds got, milliseconds want) {
    return got >= want * 8 / 10 && got <= want * 12 / 10;
  };
  EXPECT_EQ(backoff("r1", 0, seconds(60)), seconds(0));
  EXPECT_EQ(backoff("r1", 1, seconds(60)), seconds(0));
  EXPECT_TRUE(near(backoff("r1", 2, seconds(60)), seconds(120)));
  EXPECT_TRUE(near(backoff("r1", 3, seconds(60)), seconds(240)));
  EXPECT_TRUE(near(backoff("r1", 9, seconds(60)), seconds(300)));
  EXPECT_TRUE(near(backoff("r1", 4'000'000'000u, seconds(2)), seconds(32)));
  EXPECT_TRUE(near(backoff("r1", 9, seconds(3600)), seconds(3600)));
  EXPECT_NE(backoff("r1", 5, seconds(60)), backoff("r2", 5, seconds(60)));
}

TEST_F(SchedulerTest, ADeviceThatWasNotAskedIsNotLeftAlone) {
  scheduler_.configure({{"lab", seconds(10), seconds(0), {"r1"}}});
  for (int run = 0; run < 5; ++run) {
    const auto due = scheduler_.tick();
    ASSERT_THAT(due.polls, SizeIs(1)) << run;
    const auto over = scheduler_.finished(due.polls[0], PollEnd::not_asked);
    ASSERT_TRUE(over);
    EXPECT_EQ(over->failed, 1u);
    clock_.advance(seconds(10));
  }
}

}  // namespace
}  // namespace showd
