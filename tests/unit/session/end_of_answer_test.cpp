/// Where an answer ends, when the device's text looks like its prompt or its pager and pauses as it
/// likes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/session/scripted_session.hpp"

namespace showd {
namespace {

using test::Cli;
using test::CliSession;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kLog =
    "Log Buffer (4096 bytes):\n"
    "Jan  6 10:00:00: user ops typed\n"
    "r1#\n"
    "r1#show version\n"
    "r1#\n"
    "\n"
    "r1#\n"
    "  Description: uplink --More-- capacity\n"
    "link to r1#\n"
    "r1# is not the end\n"
    "foo@bar> neither\n"
    "Password: x\n"
    "LAST LINE\n";

Cli r1() {
  Cli cli;
  cli.outputs["show logging"] = kLog;
  cli.outputs["show clock"] = "noon\n";
  cli.outputs["show nothing"] = "";
  return cli;
}

TEST(EndOfAnswer, AnyPauseAnywhereInTheTextLeavesItWhole) {
  for (const bool echo : {true, false})
    for (std::size_t chunk : {1, 2, 3, 7, 1000}) {
      Cli cli = r1();
      cli.echo = echo;
      cli.chunk = chunk;
      cli.pauses = true;
      CliSession session(cli);
      const auto log = session.run("show logging");
      ASSERT_TRUE(log) << echo << chunk << log.error().message;
      // Without echo nothing tells a prompt in the text from one that answers a typed line.
      if (echo) {
        EXPECT_EQ(log->output, kLog) << chunk;
      }
      const auto clock = session.run("show clock");
      ASSERT_TRUE(clock) << echo << chunk << clock.error().message;
      EXPECT_EQ(clock->output, "noon\n") << echo << chunk;
    }
}

TEST(EndOfAnswer, APauseAtAnySingleByteLeavesItWhole) {
  for (std::size_t at = 0; at < kLog.size() + 40; ++at) {
    Cli cli = r1();
    cli.pause_at = at;
    CliSession session(cli);
    const auto log = session.run("show logging");
    ASSERT_TRUE(log) << at << log.error().message;
    EXPECT_EQ(log->output, kLog) << at;
    EXPECT_EQ(session.run("show clock")->output, "noon\n") << at;
  }
}

TEST(EndOfAnswer, AKeptSessionWritesOnceAndWaitsForNoRest) {
  CliSession session(r1());
  ASSERT_TRUE(session.run("show clock"));
  const std::size_t writes = session.device().writes;
  EXPECT_EQ(session.run("show clock")->output, "noon\n");
  EXPECT_EQ(session.run("show nothing")->output, "");
  EXPECT_EQ(session.device().writes, writes + 2);
  EXPECT_EQ(session.device().rests, 0u);
}

TEST(EndOfAnswer, ADeviceThatDropsWhatIsTypedAheadIsTypedAgainAloneAndRemembered) {
  Cli cli = r1();
  cli.drops_ahead = true;
  CliSession session(cli);
  const auto clock = session.run("show clock");
  ASSERT_TRUE(clock) << clock.error().message;
  EXPECT_EQ(clock->output, "noon\n");
  EXPECT_THAT(session.device().lines, ElementsAre("terminal length 0", "show clock", ""));
  session.device().lines.clear();
  EXPECT_EQ(session.run("show logging")->output, kLog);
  EXPECT_THAT(session.device().lines, ElementsAre("show logging", ""));
}

TEST(EndOfAnswer, WhatADeviceDropsIsKnownToTheNextSession) {
  Cli cli = r1();
  cli.drops_ahead = true;
  CliSession first(cli);
  ASSERT_TRUE(first.run("show clock"));
  EXPECT_TRUE(first.session().habits().drops_ahead);
  CliSession second(cli, first.session().habits());
  EXPECT_EQ(second.run("show clock")->output, "noon\n");
  EXPECT_THAT(second.device().lines, ElementsAre("terminal length 0", "", "show clock", ""));
  EXPECT_TRUE(second.session().alive()) << "nothing was typed twice: it may be kept";
}

TEST(EndOfAnswer, ADeviceThatDropsOnlyTheFirstTypeAheadIsUnderstood) {
  Cli cli = r1();
  cli.drops_ahead_once = true;
  CliSession session(cli);
  EXPECT_EQ(session.run("show clock")->output, "noon\n");
  EXPECT_EQ(session.run("show logging")->output, kLog);
}

TEST(EndOfAnswer, AnOutputThatDoesNotEndItsLastLineIsWhole) {
  for (const bool drops : {false, true}) {
    Cli cli = r1();
    cli.outputs["show clock"] = "no newline";
    cli.outputs["show file"] = "line one\nline two";
    cli.drops_ahead = drops;
    CliSession session(cli);
    EXPECT_EQ(session.run("show clock")->output, "no newline\n") << drops;
    EXPECT_EQ(session.run("show file")->output, "line one\nline two\n") << drops;
  }
}

TEST(EndOfAnswer, ARenamedDeviceIsLearnedAnew) {
  for (const bool after_echo : {true, false}) {
    CliSession session(r1());
    ASSERT_TRUE(session.run("show clock"));
    (after_echo ? session.device().renames_itself : session.device().cli.prompt) = "new-name#";
    const auto clock = session.run("show clock");
    ASSERT_TRUE(clock) << clock.error().message;
    EXPECT_EQ(clock->output, "noon\n");
    EXPECT_EQ(session.run("show logging")->output, kLog);
  }
}

TEST(EndOfAnswer, APagersMarkIsAnsweredWhereItBeginsALineAndRests) {
  Cli cli = r1();
  cli.page_lines = 3;
  for (std::size_t chunk : {1, 5, 1000}) {
    cli.chunk = chunk;
    CliSession session(cli);
    const auto log = session.run("show logging");
    ASSERT_TRUE(log) << chunk << log.error().message;
    EXPECT_EQ(log->output, kLog) << chunk;
    EXPECT_EQ(session.run("show clock")->output, "noon\n") << chunk;
  }
}

TEST(EndOfAnswer, NoKeyIsTypedAtAMarkInsideText) {
  Cli cli = r1();
  cli.chunk = 1;
  cli.pauses = true;
  CliSession session(cli);
  ASSERT_TRUE(session.run("show logging"));
  for (const std::string& line : session.device().lines)
    EXPECT_EQ(line.find(' ') == 0, false) << line;
}

TEST(EndOfAnswer, APromptWithAClockIsTheSamePromptLater) {
  Cli cli = r1();
  cli.prompt = "r1 10:00:00#";
  CliSession session(cli);
  ASSERT_TRUE(session.run("show clock"));
  session.device().cli.prompt = "r1 10:59:59#";
  EXPECT_EQ(session.run("show clock")->output, "noon\n");
}

TEST(EndOfAnswer, ADeviceThatDoesNotDrawItsPromptForAnEmptyLineIsBelievedAtLast) {
  Cli cli = r1();
  cli.redraws = false;
  CliSession session(cli);
  const auto clock = session.run("show clock");
  ASSERT_TRUE(clock) << clock.error().message;
  EXPECT_EQ(clock->output, "noon\n");
}

}  // namespace
}  // namespace showd
