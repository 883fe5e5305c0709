/// Devices whose login has something of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/session/scripted_login.hpp"

namespace showd {
namespace {

using namespace scripted_login;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Login, ATextIsTypedAtAShellOnlyOnceWeAreIn) {
  // Pieces of a banner look like root's shell.
  Entry entry{{{"", "#"},
               {"\r\n", "#\r\n# the lab\r\n#\r\nlogin: "},
               {"ops\r\n", "ops\r\nPassword:"},
               {"pa55word\r\n", "\r\nops@mx1> "}},
              junos()};
  const Seen seen = log_in(entry);
  EXPECT_TRUE(seen.result) << seen.result.error().message;
  EXPECT_EQ(seen.typed, kBoth);
}

TEST(Login, ALineEndThatIsTakenTwiceIsTypedOnce) {
  const Seen seen = log_in({{{"", "Username: "},
                             {"ops\r\n", "ops\r\nPassword: \r\n% Login invalid\r\n\r\nUsername: "},
                             {"ops\r", "ops\r\nPassword: "},
                             {"pa55word\r", "\r\nr1#"}}});
  EXPECT_TRUE(seen.result) << seen.result.error().message;
  EXPECT_THAT(seen.writes, ElementsAre("ops\r\n", "ops\r", "pa55word\r"));
  EXPECT_TRUE(seen.habits.ends_lines_twice);
  Entry next{{{"", "Username: "}, {"ops\r", "ops\r\nPassword: "}, {"pa55word\r", "\r\nr1#"}}};
  next.habits = seen.habits;
  EXPECT_THAT(log_in(next).writes, ElementsAre("ops\r", "pa55word\r"));
  const Seen silent = log_in({{{"\r\n", "\r\nUsername: \r\nPassword: "},
                               {"\r", "\r\n% Login invalid\r\n\r\nUsername: "},
                               {"ops\r", "ops\r\nPassword: "},
                               {"pa55word\r", "\r\nr1#"}}});
  EXPECT_TRUE(silent.result) << silent.result.error().message;
  EXPECT_THAT(silent.writes, ElementsAre("\r\n", "\r", "ops\r", "pa55word\r"));
  const Seen refused =
      log_in({{{"", "Username: "}, {"ops\r\n", "ops\r\n% Login invalid\r\n\r\nUsername: "}}});
  ASSERT_FALSE(refused.result);
  EXPECT_EQ(refused.result.error().code, Errc::auth_failed);
  EXPECT_EQ(refused.writes.size(), 1u);
}

TEST(Login, ATerminalsAnswersAreGiven) {
  for (const auto& [asked, answer] : {std::pair{"\x1b[6n", "\x1b[1;1R"},
                                      {"hello \x1b[6n", "\x1b[1;1R"},
                                      {"\x1b[5n", "\x1b[0n"},
                                      {"\x1b[c", "\x1b[?1;0c"},
                                      {"\x1bZ", "\x1b[?1;0c"}}) {
    const Seen seen = log_in({{{"", asked}, {answer, "\r\nr1#"}}, dialect(), true});
    EXPECT_TRUE(seen.result) << asked;
    EXPECT_THAT(seen.writes, ElementsAre(answer));
  }
  Script endless{{"", "\x1b[6n"}};
  for (int i = 0; i < 30; ++i) endless.push_back({"\x1b[1;1R", "\x1b[6n"});
  EXPECT_LE(log_in({endless, dialect(), true}).typed.size(), 4u);
}

TEST(Login, WhoAsksForANameBehindSshIsRemembered) {
  for (const auto& [asked, name] : {std::pair{"User Name:", true}, {"Password:", false}}) {
    const Seen seen = log_in({{{"", asked}}, dialect(), true});
    EXPECT_FALSE(seen.result);
    EXPECT_EQ(seen.habits.asks_in_shell, name) << asked;
    EXPECT_TRUE(seen.typed.empty());
  }
}

TEST(Login, AnEnableQuestionOlderThanTheTypedLineGetsNothing) {
  const std::string old = "r1>\r\nPassword: ";
  const Entry entry{{{"", "r1>"},
                     {"enable\r", "\r\nPassword: is what he asks\r\nr1>enable\r\nPassword: "},
                     {"s3cret-4711\r", "\r\nr1#"}},
                    dialect(),
                    true,
                    true};
  const Seen seen = log_in(entry, 1 << 20, old.size());
  EXPECT_TRUE(seen.result) << seen.result.error().message;
  EXPECT_THAT(seen.typed, ElementsAre("enable", "s3cret-4711"));
  const Seen without_echo =
      log_in({{{"", "r1>"}, {"enable\r", "\r\nPassword: "}, {"s3cret-4711\r", "\r\nr1#"}},
              dialect(),
              true,
              true});
  EXPECT_TRUE(without_echo.result) << without_echo.result.error().message;
}

TEST(Login, AnEchoedPasswordStaysOutOfTheError) {
  for (const char* echo : {"pa55word", "pa55\r\nword", "Invalid input: pa55word", "xpa55wo"}) {
    const Seen seen = log_in({asking("", std::string(echo) + "\r\nWhat now? ")});
    ASSERT_FALSE(seen.result);
    for (const char* piece : {"pa55", "55wo", "word"})
      EXPECT_THAT(seen.result.error().message, Not(HasSubstr(piece))) << echo;
  }
}

TEST(Login, ASilentDeviceGetsTwoEntersAndNoMore) {
  const Seen seen = log_in({{{"never", ""}}});
  ASSERT_FALSE(seen.result);
  EXPECT_EQ(seen.result.error().code, Errc::timeout);
  EXPECT_THAT(seen.writes, ElementsAre("\r\n", "\r\n"));
}

TEST(Login, BehindAUserNameSilenceGetsNoEnter) {
  const Seen seen = log_in({{{"", "Username: "}, {"ops\r\n", "ops\r\n"}}});
  ASSERT_FALSE(seen.result);
  EXPECT_THAT(seen.writes, ElementsAre("ops\r\n"));
}

TEST(Login, WhatADeviceSaysOfItsOwnIsHeeded) {
  DialectChanges own;
  own.prompt = R"(Site \d+ ready\$)";
  own.username_prompt = "Badge number:";
  own.password_prompt = "Secret, please:";
  own.line_end = "\r";
  own.answers = {{R"(Accept\? \[y/n\])", "y"}};
  const auto state = std::make_shared<FakeTransport::State>();
  state->script = {{"", "Accept? [y/n] "},
                   {"y", "y\r\nBadge number: "},
                   {"ops\r", "ops\r\nSecret, please: "},
                   {"pa55word\r", "\r\nSite 12 ready$ "}};
  const auto session =
      make_session(std::make_unique<FakeTransport>(state), compile(dialect(), own), {});
  std::optional<Result<void>> result;
  auto job = [&]() -> Awaitable<void> {
    Login login;
    login.username = "ops";
    login.password = Secret("pa55word");
    result = co_await session->login(std::move(login));
  };
  asio::io_context loop{1};
  asio::co_spawn(loop, job, asio::detached);
  loop.run();
  EXPECT_TRUE(*result) << result->error().message;
  EXPECT_THAT(state->writes, ElementsAre("y", "ops\r", "pa55word\r"));
}

}  // namespace
}  // namespace showd
