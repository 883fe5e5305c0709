#include "ctl/time_arguments.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "ctl/command_line.hpp"

namespace showd {
namespace {

constexpr UtcMillis kNow = 1'769'860'830'000;  // Saturday, 2026-01-31 12:00:30 UTC

/// The process's zone, while it stands.
class In {
 public:
  explicit In(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
  In(const In&) = delete;
  In& operator=(const In&) = delete;
  ~In() {
    ::unsetenv("TZ");
    ::tzset();
  }
};

constexpr const char* kBerlin = "CET-1CEST,M3.5.0,M10.5.0/3";

UtcMillis moment(const std::string& text, UtcMillis now = kNow) {
  return parse_moment("--at", text, ManualClock(now));
}

std::string seen(const std::string& text, UtcMillis now = kNow) {
  return local_time(moment(text, now));
}

TEST(ParseMoment, TakesWhatPeopleAndShowctlWrite) {
  const In zone("UTC0");
  const std::pair<const char*, UtcMillis> rows[] = {
      {"2026-01-31", 1'769'817'600'000},
      {"2026-01-31 12:00", 1'769'860'800'000},
      {"2026-01-31 12:00:30", 1'769'860'830'000},
      {"2026-01-31T12:00", 1'769'860'800'000},
      {"2026-01-31T12:00:30", 1'769'860'830'000},
      {"2026-01-31T12:00:30Z", 1'769'860'830'000},
      {"2026-01-31T13:00:30+01:00", 1'769'860'830'000},
      {"2026-01-31 13:00:30 +0100", 1'769'860'830'000},
      {"2026-01-31T12:00:30.25Z", 1'769'860'830'000},
      {"2024-02-29", 1'709'164'800'000},
      {"1970-01-01", 0},
      {"now", kNow},
      {"1h", kNow - 3'600'000},
      {"30m ago", kNow - 1'800'000},
      {"500ms", kNow - 500},
      {"1h30m", kNow - 5'400'000},
  };
  for (const auto& [text, want] : rows) EXPECT_EQ(moment(text), want) << text;
}

TEST(ParseMoment, CountsDaysAsPeopleDo) {
  const In zone(kBerlin);
  const std::pair<const char*, const char*> rows[] = {
      {"today", "2026-01-31 00:00:00 CET"},
      {"today 09:30", "2026-01-31 09:30:00 CET"},
      {"yesterday", "2026-01-30 00:00:00 CET"},
      {"Yesterday 14:00", "2026-01-30 14:00:00 CET"},
      {"yesterday 14:00:05", "2026-01-30 14:00:05 CET"},
      {"friday", "2026-01-30 00:00:00 CET"},
      {"Saturday 18:00", "2026-01-24 18:00:00 CET"},  // not later today
      {"sunday", "2026-01-25 00:00:00 CET"},
      {"12:15", "2026-01-31 12:15:00 CET"},
      {"13:30", "2026-01-30 13:30:00 CET"},  // it is 13:00:30
      {"2026-01-31 12:00", "2026-01-31 12:00:00 CET"},
      {"2026-07-01 12:00", "2026-07-01 12:00:00 CEST"},
      {"2026-07-01T12:00:00Z", "2026-07-01 14:00:00 CEST"},
  };
  for (const auto& [text, want] : rows) EXPECT_EQ(seen(text), want) << text;
}

TEST(ParseMoment, ADayKeepsItsHoursWhenTheClocksChange) {
  const In zone(kBerlin);
  const UtcMillis monday = 1'774'864'800'000;  // 2026-03-30 12:00 CEST; changed on Sunday
  EXPECT_EQ(seen("saturday 14:00", monday), "2026-03-28 14:00:00 CET");
  EXPECT_EQ(seen("yesterday 14:00", monday), "2026-03-29 14:00:00 CEST");
}

TEST(ParseMoment, RefusesTheRest) {
  const In zone("UTC0");
  for (const char* bad : {"",
                          " ",
                          "1",
                          "-1h",
                          "hour",
                          "tomorrow",
                          "yesterday noon",
                          "yesterday14:00",
                          "2026",
                          "2026-13-01",
                          "2026-02-31",
                          "2025-02-29",
                          "2026-01-31 25:00",
                          "2026-01-31 ",
                          "2026-01-31 12:00:30 ",
                          "2026-01-31 12:00 CET",
                          "31.01.2026",
                          "2026-01-31T12:00:30+",
                          "2026-01-31T12:00:30+99:00",
                          "12:00:30:10",
                          "12:",
                          "2026-01-31x"})
    EXPECT_THROW((void)moment(bad), UsageError) << bad;
  EXPECT_THROW((void)moment(std::string("2026-01-31\0 12:00", 17)), UsageError);
}

TEST(ParseMoment, NamesTheOptionAndWhatFits) {
  try {
    (void)parse_moment("--since", "soon");
    FAIL();
  } catch (const UsageError& fault) {
    EXPECT_EQ(std::string(fault.what()).find("--since: expected a time such as 2h,"), 0u);
    EXPECT_NE(std::string(fault.what()).find("'soon'"), std::string::npos);
  }
}

}  // namespace
}  // namespace showd
