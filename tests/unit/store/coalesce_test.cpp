/// What is given up of what waits while the disk is away.
#include <map>

#include "store/operation.hpp"
#include "unit/store/store_fixture.hpp"

namespace showd {
namespace {

using testing::SizeIs;

TEST(Coalescing, KeepsTheLastStateAndTheOrder) {
  std::vector<Operation> told;
  told.emplace_back(StateRow{"r1", "Gi0/1", 1, port("Gi0/1")});
  told.emplace_back(PollRow{.device = "r1", .started = 1, .duration_ms = 5, .result = "ok"});
  told.emplace_back(StateRow{"r2", "Gi0/1", 2, port("Gi0/1")});
  told.emplace_back(PollRow{.device = "r1", .started = 2, .result = "timeout"});
  told.emplace_back(StateRow{"r1", "Gi0/1", 3, std::nullopt});
  told.emplace_back(PollRow{.device = "r1", .started = 4, .result = "ok"});
  const auto kept = coalesce(std::move(told));
  ASSERT_THAT(kept, SizeIs(5));
  EXPECT_EQ(std::get<StateRow>(kept[0]).device, "r2");
  EXPECT_EQ(std::get<PollRow>(kept[1]).result, "timeout");
  EXPECT_FALSE(std::get<StateRow>(kept[2]).state);
  EXPECT_EQ(std::get<PollRow>(kept[3]).started, 4);
  EXPECT_EQ(std::get<HourRow>(kept[4]).ok_ms, 5) << "of the first poll, which is given up";
}

TEST(Coalescing, CountsEveryPollInItsHour) {
  constexpr UtcMillis kHourLong = 3'600'000;
  std::vector<Operation> told;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 10; ++i)
      told.emplace_back(PollRow{.device = "r1",
                                .started = i < 5 ? 0 : kHourLong,
                                .duration_ms = i,
                                .result = i % 2 == 0 ? "ok" : "timeout"});
    if (round == 1) told.emplace_back(ClockSet{});
    told = coalesce(std::move(told));
  }
  std::map<UtcMillis, HourRow> hours;
  std::size_t before_the_clock = 0;
  for (const Operation& operation : told) {
    HourRow row;
    if (const auto* poll = std::get_if<PollRow>(&operation)) row = hour_of(*poll);
    if (const auto* hour = std::get_if<HourRow>(&operation)) row = *hour;
    add(hours[row.hour], row);
    if (std::holds_alternative<ClockSet>(operation)) before_the_clock = hours.at(0).polls;
  }
  EXPECT_EQ(before_the_clock, 10u);
  EXPECT_EQ(hours.at(0).polls, 15);
  EXPECT_EQ(hours.at(0).failed, 6);
  EXPECT_EQ(hours.at(0).ok_ms, 3 * (0 + 2 + 4));
  EXPECT_EQ(hours.at(kHourLong).polls, 15);
  EXPECT_EQ(hours.at(kHourLong).longest_ms, 8);
}

}  // namespace
}  // namespace showd
