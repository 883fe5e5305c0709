#include "ctl/time_arguments.hpp"

#include <gtest/gtest.h>

#include "ctl/command_line.hpp"

namespace showd {
namespace {

TEST(ParseTime, TakesWhatPeopleAndShowctlWrite) {
  const std::pair<const char*, UtcMillis> rows[] = {
      {"2026-01-31", 1'769'817'600'000},          {"2026-01-31 12:00", 1'769'860'800'000},
      {"2026-01-31 12:00:30", 1'769'860'830'000}, {"2026-01-31T12:00", 1'769'860'800'000},
      {"2026-01-31T12:00:30", 1'769'860'830'000}, {"2026-01-31T12:00:30Z", 1'769'860'830'000},
      {"2024-02-29", 1'709'164'800'000},          {"1970-01-01", 0},
  };
  for (const auto& [text, want] : rows) EXPECT_EQ(parse_time(text), want) << text;
}

TEST(ParseTime, RefusesTheRest) {
  for (const char* bad :
       {"", "yesterday", "2026", "2026-13-01", "2026-02-31", "2025-02-29", "2026-01-31 25:00",
        "2026-01-31 12:00:30 ", "2026-01-31 12:00 CET", "31.01.2026", "2026-01-31T12:00:30+01:00"})
    EXPECT_THROW((void)parse_time(bad), UsageError) << bad;
  EXPECT_THROW((void)parse_time(std::string("2026-01-31\0 12:00", 17)), UsageError);
}

TEST(ParseSince, IsThatLongAgo) {
  const ManualClock clock(10'000'000);
  for (const auto& [text, ago] : {std::pair{"1h", 3'600'000}, {"30m", 1'800'000}, {"500ms", 500}})
    EXPECT_EQ(parse_since(text, clock), 10'000'000 - ago) << text;
  for (const char* bad : {"", "1", "-1h", "hour", "1h ago"})
    EXPECT_THROW((void)parse_since(bad, clock), UsageError) << bad;
}

}  // namespace
}  // namespace showd
