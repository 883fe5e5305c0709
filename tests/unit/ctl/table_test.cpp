#include "ctl/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <sstream>

namespace showd {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string printed(const Listing& listing, const Terminal& terminal = {}) {
  std::ostringstream out;
  print_table(out, listing, terminal);
  return out.str();
}

std::size_t widest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t most = 0;
  for (std::string line; std::getline(lines, line);) most = std::max(most, line.size());
  return most;
}

TEST(Table, AlignsNumbersRightAndTextLeft) {
  const Listing listing{
      {"device", "mtu", "label"},
      {{"r1", std::int64_t{1500}, "uplink"}, {"core-10", std::int64_t{68}, Cell()}}};
  EXPECT_EQ(printed(listing),
            "device    mtu  label\n"
            "r1       1500  uplink\n"
            "core-10    68\n");
}

TEST(Table, CountsColumnsOfTheTerminalNotBytes) {
  const Listing listing{{"a", "b"}, {{"\xC3\xA4\xC3\xB6", "x"}, {"\u4e2d", "y"}, {"abc", "z"}}};
  EXPECT_EQ(printed(listing),
            "a    b\n"
            "\xC3\xA4\xC3\xB6   x\n"
            "\u4e2d   y\n"  // two columns wide
            "abc  z\n");
}

TEST(Table, HostileTextNeitherMovesTheCursorNorBreaksTheLine) {
  const Listing listing{{"if_alias"}, {{"a\x1b[2Jb\r\nc\td\x07"}}};
  for (const bool colour : {false, true}) {
    const std::string text = printed(listing, {.width = 80, .colour = colour});
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
    EXPECT_THAT(text, Not(HasSubstr("\x1b[2J")));
    EXPECT_THAT(text, Not(HasSubstr("\x07")));
  }
}

TEST(Table, HiddenCharactersAreTold) {
  EXPECT_EQ(printed({{"label"}, {{"a\u202Eb\u2028c"}}}), "label\na\\u{202e}b\\u{2028}c\n");
}

TEST(Table, HasUnitsForPeople) {
  const std::tuple<const char*, Cell, const char*> rows[] = {
      {"speed_bps", std::int64_t{1'000'000'000}, "1G"},
      {"speed_bps", std::int64_t{2'500'000'000}, "2.5G"},
      {"speed_bps", std::int64_t{1'544'000}, "1.544M"},
      {"speed_bps", std::int64_t{64'000}, "64k"},
      {"speed_bps", std::int64_t{300}, "300"},
      {"speed_bps", std::int64_t{0}, "0"},
      {"duration_ms", std::int64_t{1'204}, "1.204 s"},
      {"duration_ms", std::int64_t{7}, "0.007 s"},
      {"percent_24h", 99.95, "99.950"},
  };
  for (const auto& [column, cell, want] : rows) {
    const std::string text = printed({{column}, {{cell}}});
    EXPECT_THAT(text, HasSubstr(std::string(want) + "\n")) << column;
  }
}

class Times : public testing::Test {
 protected:
  Times() { zone("CET-1CEST,M3.5.0,M10.5.0/3"); }
  ~Times() override {
    ::unsetenv("TZ");
    ::tzset();
  }
  static void zone(const char* name) {
    ::setenv("TZ", name, 1);
    ::tzset();
  }
};

TEST_F(Times, AreLocalAndTheZoneIsTold) {
  EXPECT_EQ(printed({{"since"}, {{"2026-01-31T23:30:00Z"}, {Cell()}}}),
            "since (CET)\n2026-02-01 00:30:00\n\n");
  EXPECT_EQ(printed({{"since"}, {{"2026-01-31T11:00:00Z"}, {"2026-07-31T10:00:00Z"}}}),
            "since (local)\n2026-01-31 12:00:00\n2026-07-31 12:00:00\n");
  EXPECT_EQ(printed({{"since"}, {{"long ago"}}}), "since\nlong ago\n") << "as it is";
}

TEST_F(Times, OfTodayAreShortOnATerminal) {
  zone("UTC0");
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32], day[32];
  std::strftime(day, sizeof day, "%Y-%m-%d", &parts);
  std::strftime(text, sizeof text, "%Y-%m-%dT12:34:56Z", &parts);
  EXPECT_EQ(printed({{"since"}, {{text}}}, {.width = 80}), "since (UTC)\n12:34:56\n");
  EXPECT_EQ(printed({{"since"}, {{text}}}), "since (UTC)\n" + std::string(day) + " 12:34:56\n");
}

const Listing kPorts{
    {"device", "if_name", "oper_status", "if_alias", "mtu", "if_index"},
    {{"core-1", "GigabitEthernet0/1", "up", "to the other end of the house, second floor",
      std::int64_t{1500}, std::int64_t{7}},
     {"core-1", "GigabitEthernet0/2", "down", "x", std::int64_t{9000}, std::int64_t{8}}}};

TEST(Fit, CutsLongTextsFirst) {
  const std::string text = printed(kPorts, {.width = 80});
  EXPECT_THAT(text, HasSubstr("to the other end of the house\u2026"));
  EXPECT_THAT(text, HasSubstr("mtu"));
  EXPECT_THAT(text, HasSubstr("if_index"));
  EXPECT_LE(widest_line(text), 80u + 2) << "the ellipsis has three bytes";
}

TEST(Fit, ThenLeavesOutWhatMattersLeastAndSaysSo) {
  const std::string text = printed(kPorts, {.width = 58});
  EXPECT_THAT(text, Not(HasSubstr("if_index  ")));
  EXPECT_THAT(text, HasSubstr("GigabitEthernet0/2  down  x"));
  EXPECT_THAT(text, HasSubstr("(too narrow for if_index"));
  EXPECT_LE(widest_line(text), 58u + 2);
}

TEST(Fit, WhatNamesTheRowStaysHoweverNarrow) {
  const std::string text = printed(kPorts, {.width = 10});
  EXPECT_THAT(text, HasSubstr("core-1  GigabitEthernet0/1  up\n"));
}

TEST(Fit, APipeHasEverything) {
  EXPECT_THAT(printed(kPorts), HasSubstr("to the other end of the house, second floor  1500"));
}

TEST(Colour, IsForStatusesAndResultsAndHeads) {
  const std::string text = printed(kPorts, {.width = 200, .colour = true});
  EXPECT_THAT(text, HasSubstr("\x1b[32mup\x1b[0m"));
  EXPECT_THAT(text, HasSubstr("\x1b[31mdown\x1b[0m"));
  EXPECT_THAT(text, HasSubstr("\x1b[1mdevice\x1b[0m"));
  EXPECT_THAT(printed(kPorts, {.width = 200}), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace showd
