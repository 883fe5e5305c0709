#include "session/session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/session/fake_transport.hpp"

namespace showd {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Script = std::vector<FakeTransport::Step>;

Dialect ios() {
  Dialect dialect;
  dialect.prompt = R"([\w.-]+[>#])";
  dialect.setup = {"terminal length 0"};
  dialect.enable = "enable";
  dialect.enabled_prompt = R"([\w.-]+#)";
  dialect.pagers = {"--More--"};
  dialect.pager_answer = " ";
  dialect.errors = {"^% "};
  dialect.login_errors = {"(?i)login incorrect", "(?i)bad secrets"};
  dialect.logout = {"exit"};
  return dialect;
}

/// One device, one session; everything runs to its end on a loop of its own.
class Device {
 public:
  explicit Device(Script script, bool ssh = false, Dialect dialect = ios(),
                  SessionLimits limits = {}) {
    state_->script = std::move(script);
    state_->authenticated = ssh;
    session_ = make_session(std::make_unique<FakeTransport>(state_), compile(dialect), limits);
  }

  Result<void> login(bool enable = false, std::string user = "ops", std::string secret = "s3cret") {
    Login login;
    login.username = std::move(user);
    login.password = Secret("pa55");
    login.enable = Secret(secret);
    login.want_enable = enable;
    std::optional<Result<void>> result;
    asio::co_spawn(
        loop_, [&]() -> Awaitable<void> { result = co_await session_->login(std::move(login)); },
        asio::detached);
    spin();
    return *result;
  }

  Result<Transcript> run(std::string command) {
    std::optional<Result<Transcript>> result;
    asio::co_spawn(
        loop_, [&]() -> Awaitable<void> { result = co_await session_->run(command); },
        asio::detached);
    spin();
    return *result;
  }

  void logout() {
    asio::co_spawn(
        loop_, [&]() -> Awaitable<void> { co_await session_->logout(); }, asio::detached);
    spin();
  }

  FakeTransport::State& state() { return *state_; }
  Session& session() { return *session_; }

 private:
  void spin() {
    loop_.restart();
    loop_.run();
  }
  std::shared_ptr<FakeTransport::State> state_ = std::make_shared<FakeTransport::State>();
  asio::io_context loop_{1};
  std::unique_ptr<Session> session_;
};

constexpr const char* kShow = "show ip int brief";
const std::string kTable = "Interface  IP-Address\r\nGi0/1      192.0.2.1\r\n";
const std::string kClean = "Interface  IP-Address\nGi0/1      192.0.2.1\n";

Script telnet_ios() {
  return {{"", "Banner # with > and Password inside\r\n\r\nUsername: "},
          {"ops\r\n", "ops\r\nPassword: "},
          {"pa55\r\n", "\r\nr1#"},
          {"terminal length 0\r\nshow ip int brief\r\n",
           "terminal length 0\r\nr1#show ip int brief\r\n" + kTable + "r1#"},
          {"show ip int brief\r\n", "show ip int brief\r\n" + kTable + "r1#"},
          {"exit\r\n", ""}};
}

TEST(Session, TelnetColdCostsThreeWritesAndAWarmCommandOne) {
  Device device(telnet_ios());
  ASSERT_TRUE(device.login());
  const auto shown = device.run(kShow);
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ(shown->output, kClean);
  EXPECT_EQ(shown->command, kShow);
  EXPECT_THAT(device.state().writes,
              ElementsAre("ops\r\n", "pa55\r\n", "terminal length 0\r\nshow ip int brief\r\n\r\n\r\n"));
  EXPECT_EQ(device.run(kShow)->output, kClean);
  EXPECT_EQ(device.state().writes.size(), 4u);
  EXPECT_EQ(device.state().rests, 0) << "the end is confirmed, nobody waits for a rest";
  EXPECT_EQ(device.session().stage(), Stage::command);
  device.logout();
  EXPECT_EQ(device.state().writes.back(), "exit\r\n");
  EXPECT_TRUE(device.state().closed);
}

TEST(Session, AnySplitOfTheBytesGivesTheSameOutput) {
  for (std::size_t chunk : {1, 2, 3, 5, 7, 11}) {
    Device device(telnet_ios());
    device.state().chunk = chunk;
    ASSERT_TRUE(device.login()) << chunk;
    const auto shown = device.run(kShow);
    ASSERT_TRUE(shown) << chunk << shown.error().message;
    EXPECT_EQ(shown->output, kClean) << chunk;
    EXPECT_EQ(device.run(kShow)->output, kClean) << chunk;
  }
}

TEST(Session, SshCostsOneWrite) {
  Device device({{"", "motd\r\nr1#"},
                 {"terminal length 0\rshow ip int brief\r",
                  "terminal length 0\r\nr1#show ip int brief\r\n" + kTable + "r1#"}},
                true);
  ASSERT_TRUE(device.login());
  EXPECT_EQ(device.run(kShow)->output, kClean);
  EXPECT_EQ(device.state().writes.size(), 1u);
}

TEST(Session, WithoutSetUpLinesTheCommandGoesAlone) {
  Dialect dialect = ios();
  dialect.setup.clear();
  Device device({{"", "r1#"}, {"show clock\r", "show clock\r\nnoon\r\nr1#"}}, true, dialect);
  ASSERT_TRUE(device.login());
  EXPECT_EQ(device.run("show clock")->output, "noon\n");
}

TEST(Session, ADeviceThatNeverEchoesIsUnderstood) {
  Device device({{"", "r1#"},
                 {"terminal length 0\rshow ip int brief\r", "\r\nr1#\r\n" + kTable + "r1#"},
                 {"show ip int brief\r", "\r\n" + kTable + "r1#"}},
                true);
  ASSERT_TRUE(device.login());
  EXPECT_EQ(device.run(kShow)->output, kClean);
  EXPECT_EQ(device.run(kShow)->output, kClean);
}

TEST(Session, TheTerminalsOwnEchoOfTypedAheadLinesIsNoEcho) {
  for (std::size_t chunk : {1, 4, 1000}) {
    Device device({{"", "r1# "},
                   {"terminal length 0\rshow ip int brief\r",
                    "terminal length 0\r\nshow ip int brief\r\nr1# terminal length 0\r\n"
                    "r1# show ip int brief\r\n" +
                        kTable + "r1# "}},
                  true);
    device.state().chunk = chunk;
    ASSERT_TRUE(device.login());
    const auto shown = device.run(kShow);
    ASSERT_TRUE(shown) << shown.error().message;
    EXPECT_EQ(shown->output, kClean) << chunk;
  }
}

TEST(Session, AWrongGuessFromAPieceOfBannerIsCorrected) {
  for (std::size_t chunk : {4, 1000}) {
    Device device(
        {{"", "lab>"},
         {"terminal length 0\rshow ip int brief\r",
          "is mine\r\nr1#terminal length 0\r\nr1#show ip int brief\r\n" + kTable + "r1#"}},
        true);
    device.state().chunk = chunk;
    ASSERT_TRUE(device.login());
    const auto shown = device.run(kShow);
    ASSERT_TRUE(shown) << shown.error().message;
    EXPECT_EQ(shown->output, kClean);
  }
}

TEST(Session, WhatAFlushedTypeAheadLostIsTypedAgain) {
  Device device({{"", "lab>"},
                 {"terminal length 0\rshow ip int brief\r", "is mine\r\nr1#"},
                 {"\r", ""},
                 {"terminal length 0\r", "terminal length 0\r\nr1#"},
                 {"show ip int brief\r", "show ip int brief\r\n" + kTable + "r1#"}},
                true);
  ASSERT_TRUE(device.login());
  const auto shown = device.run(kShow);
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ(shown->output, kClean);
  EXPECT_FALSE(device.session().alive()) << "typed twice: not to be kept";
}

TEST(Session, APromptLeftOverFromALogLineIsNotTheReply) {
  Script script = telnet_ios();
  Device device(script);
  ASSERT_TRUE(device.login());
  ASSERT_TRUE(device.run(kShow));
  device.state().chunk = 9;
  device.state().pending = "\r\n*Mar  1 00:01: %LINK-3-UPDOWN: Gi0/2, down\r\nr1#";
  const auto shown = device.run(kShow);
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ(shown->output, kClean);
}

TEST(Session, ALogLineInTheMiddleOfTheEchoIsTolerated) {
  Dialect dialect = ios();
  dialect.setup.clear();
  Device device(
      {{"", "r1#"},
       {"show ip int brief\r", "show ip\r\n*Mar 1: %SYS-5\r\n int brief\r\n" + kTable + "r1#"}},
      true, dialect);
  ASSERT_TRUE(device.login());
  const auto shown = device.run(kShow);
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ(shown->output, kClean);
}

TEST(Session, ARejectedSetUpLineIsNotFatalAndThePagerIsAnswered) {
  for (std::size_t chunk : {1, 6, 1000}) {
    Device device(
        {{"", "r1>"},
         {"terminal length 0\rshow ip int brief\r",
          "terminal length 0\r\n% Invalid input\r\nr1>show ip int brief\r\n"
          "Interface  IP-Address\r\n --More-- "},
         {" ", "\b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\bGi0/1      192.0.2.1\r\nr1>"}},
        true);
    device.state().chunk = chunk;
    ASSERT_TRUE(device.login());
    const auto shown = device.run(kShow);
    ASSERT_TRUE(shown) << shown.error().message;
    EXPECT_EQ(shown->output, kClean) << chunk;
  }
}

TEST(Session, APagerThatNeverEndsIsLeft) {
  Script script{{"", "r1#"},
                {"terminal length 0\rshow ip int brief\r",
                 "terminal length 0\r\nr1#show ip int brief\r\nx\r\n--More--"}};
  for (int i = 0; i < 9; ++i) script.push_back({" ", "\r\x1b[Kx\r\n--More--"});
  SessionLimits limits;
  limits.pages = 5;
  Device device(script, true, ios(), limits);
  ASSERT_TRUE(device.login());
  const auto shown = device.run(kShow);
  ASSERT_FALSE(shown);
  EXPECT_EQ(shown.error().code, Errc::pager_stuck);
  EXPECT_EQ(shown.error().stage, Stage::pager);
  EXPECT_FALSE(device.session().alive());
}

TEST(Session, EndlessOutputIsCutAndCancelled) {
  SessionLimits limits;
  limits.output = 1000;
  Device device({{"", "r1#"},
                 {"terminal length 0\rshow ip int brief\r",
                  "terminal length 0\r\nr1#show ip int brief\r\n" + std::string(90'000, 'x')}},
                true, ios(), limits);
  ASSERT_TRUE(device.login());
  const auto shown = device.run(kShow);
  ASSERT_FALSE(shown);
  EXPECT_EQ(shown.error().code, Errc::output_limit);
  EXPECT_EQ(shown.error().stage, Stage::limit);
  EXPECT_EQ(device.state().cancelled, Errc::output_limit);
}

TEST(Session, AnErrorMarkRejectsTheCommandAndLeavesTheSessionUsable) {
  Device device({{"", "r1#"},
                 {"terminal length 0\rshow foo\r",
                  "terminal length 0\r\nr1#show foo\r\n% Unknown command:  foo\r\nr1#"},
                 {"show ip int brief\r", "show ip int brief\r\n" + kTable + "r1#"}},
                true);
  ASSERT_TRUE(device.login());
  const auto shown = device.run("show foo");
  ASSERT_FALSE(shown);
  EXPECT_EQ(shown.error().code, Errc::command_rejected);
  EXPECT_THAT(shown.error().message, HasSubstr("% Unknown command:  foo"));
  EXPECT_EQ(device.run(kShow)->output, kClean);
}

TEST(Session, AForbiddenCommandIsNeverTyped) {
  Device device(telnet_ios());
  ASSERT_TRUE(device.login());
  const std::size_t before = device.state().writes.size();
  for (const char* bad : {"reload", "show x\rreload", "show run | redirect tftp:"}) {
    const auto shown = device.run(bad);
    ASSERT_FALSE(shown) << bad;
    EXPECT_EQ(shown.error().code, Errc::command_forbidden) << bad;
  }
  EXPECT_EQ(device.state().writes.size(), before);
  EXPECT_EQ(device.run(kShow)->output, kClean);
}

TEST(Session, RefusedCredentialsAreTriedOnce) {
  for (const char* answer : {"\r\nLogin incorrect\r\n\r\nlogin: ", "\r\nLogin incorrect\r\n",
                             "\r\nUsername: ", "\r\nPassword: "}) {
    Device device({{"", "r1 login: "}, {"ops\r\n", "ops\r\nPassword: "}, {"pa55\r\n", answer}});
    const auto done = device.login();
    ASSERT_FALSE(done) << answer;
    EXPECT_EQ(done.error().code, Errc::auth_failed) << answer;
    EXPECT_EQ(done.error().stage, Stage::auth) << answer;
    EXPECT_THAT(done.error().message, Not(HasSubstr("pa55")));
    EXPECT_EQ(device.state().writes.size(), 2u) << answer;
  }
}

TEST(Session, AMessageOfTheDayThatTalksOfFailuresIsNoRefusal) {
  Device device({{"", "login: "},
                 {"ops\r\n", "ops\r\nPassword: "},
                 {"pa55\r\n", "\r\nWelcome\r\nlogin incorrect: 2 since noon\r\nr1#"}});
  EXPECT_TRUE(device.login());
}

TEST(Session, AnEchoedSecretStaysOutOfErrors) {
  Device device({{"", "login: "}, {"ops\r\n", "ops\r\nPassword: "}, {"pa55\r\n", "pa55\r\n?? "}});
  const auto done = device.login();
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, Not(HasSubstr("pa55")));
}

TEST(Session, APasswordAloneIsALoginToo) {
  Dialect dialect = ios();
  dialect.password_alone = true;
  Device device({{"",
                  "\r\nHello, this is FRRouting (version 8.4.4).\r\n\r\nUser Access "
                  "Verification\r\n\r\nPassword: "},
                 {"pa55\r\n", "\r\nr1> "},
                 {"enable\r\n", "enable\r\nPassword: "},
                 {"s3cret\r\n", "\r\nr1# "},
                 {"terminal length 0\r\nshow ip int brief\r\n",
                  "terminal length 0\r\nr1# show ip int brief\r\n" + kTable + "r1# "}},
                false, dialect);
  ASSERT_TRUE(device.login(true));
  EXPECT_EQ(device.run(kShow)->output, kClean);
}

TEST(Session, EnableIsSkippedWhereThePromptSaysSo) {
  Device device({{"", "r1#"}}, true);
  EXPECT_TRUE(device.login(true));
  EXPECT_TRUE(device.state().writes.empty());
}

TEST(Session, EnableThatIsRefusedSaysSo) {
  for (const char* answer : {"\r\nPassword: ", "\r\n% Bad secrets\r\n\r\nr1>", "\r\nr1>"}) {
    Device device({{"", "r1>"}, {"enable\r", "enable\r\nPassword: "}, {"s3cret\r", answer}}, true);
    const auto done = device.login(true);
    ASSERT_FALSE(done) << answer;
    EXPECT_EQ(done.error().code, Errc::enable_failed) << answer;
    EXPECT_EQ(done.error().stage, Stage::enable) << answer;
    EXPECT_THAT(done.error().message, Not(HasSubstr("s3cret")));
  }
}

TEST(Session, TheSecretIsNeverTypedWithoutAQuestion) {
  Device device({{"", "r1>"}, {"enable\r", "enable\r\n% Invalid input\r\nr1>"}}, true);
  const auto done = device.login(true);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::enable_failed);
  EXPECT_THAT(device.state().all_typed, Not(HasSubstr("s3cret")));
}

TEST(Session, WithoutASecretNothingIsTypedAtTheQuestion) {
  Device device({{"", "r1>"}, {"enable\r", "enable\r\nPassword: "}}, true);
  const auto done = device.login(true, "ops", "");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::enable_failed);
  EXPECT_EQ(device.state().all_typed, "enable\r");
}

TEST(Session, ALineLikeAPromptBeforeTheLoginIsProbed) {
  Device device({{"", "lab#"},
                 {"\r\n", "1 of the lab\r\nlogin: \r\nlogin: "},
                 {"ops\r\n", "ops\r\nPassword: "},
                 {"pa55\r\n", "\r\nr1#"}});
  const auto done = device.login();
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_THAT(device.state().writes, ElementsAre("\r\n", "ops\r\n", "pa55\r\n"));
}

TEST(Session, QuestionsOnTheWayAreAnsweredAFewTimesOnly) {
  Dialect dialect = ios();
  dialect.answers = {{"Press any key", "\r"}};
  Device device({{"", "\x1b[2JPress any key to continue"}, {"\r", "\x1b[2J\x1b[1;1Hr1#"}}, true,
                dialect);
  EXPECT_TRUE(device.login());
  Script endless{{"", "Press any key"}};
  for (int i = 0; i < 40; ++i) endless.push_back({"\r", "\r\nPress any key"});
  Device stuck(endless, true, dialect);
  const auto done = stuck.login();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::no_prompt);
}

TEST(Session, WithoutAPromptTheErrorShowsWhatWasSeen) {
  Device device({{"", "Main menu\r\n1) reboot\r\nYour choice? "}}, true);
  const auto done = device.login();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::no_prompt);
  EXPECT_EQ(done.error().stage, Stage::prompt);
  EXPECT_THAT(done.error().message, HasSubstr("Your choice?"));
}

TEST(Session, ADeviceThatHangsUpIsDisconnected) {
  Device device({{"", "r1#"}, {"terminal length 0\r", "terminal length 0\r\nr1#"}}, true);
  ASSERT_TRUE(device.login());
  device.state().hang_up_at_end = true;
  const auto shown = device.run(kShow);
  ASSERT_FALSE(shown);
  EXPECT_EQ(shown.error().code, Errc::disconnected);
  EXPECT_FALSE(device.session().alive());
  device.logout();
  EXPECT_THAT(device.state().all_typed, Not(HasSubstr("exit")));
  EXPECT_TRUE(device.state().closed);
}

TEST(Session, TwoLinePromptsLeaveNothingBehind) {
  Dialect dialect = ios();
  dialect.prompt = R"(\S+@\S+[>#])";
  dialect.setup = {"set cli screen-length 0"};
  Device device({{"", "--- JUNOS\r\n{master:0}\r\nops@ex1> "},
                 {"set cli screen-length 0\rshow version\r",
                  "set cli screen-length 0 \r\nScreen length set to 0\r\n\r\n{master:0}\r\n"
                  "ops@ex1> show version \r\nJunos: 21\r\n\r\n{master:0}\r\nops@ex1> "}},
                true, dialect);
  ASSERT_TRUE(device.login());
  const auto shown = device.run("show version");
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ(shown->output, "Junos: 21\n");
}

TEST(Session, LogoutAnswersTheDevicesQuestions) {
  Dialect dialect = ios();
  dialect.logout = {"logout"};
  dialect.answers = {{R"(log out \[y/n\]\?)", "y"}, {R"(save [^?]*\[y/n\]\?)", "n"}};
  Device device({{"", "sw1#"},
                 {"logout\r", "logout\r\nDo you want to log out [y/n]? "},
                 {"y", "y\r\nDo you want to save the configuration [y/n]? "},
                 {"n", "n\r\n"}},
                true, dialect);
  ASSERT_TRUE(device.login());
  device.state().hang_up_at_end = true;
  device.logout();
  EXPECT_THAT(device.state().writes, ElementsAre("logout\r", "y", "n"));
  EXPECT_TRUE(device.state().closed);
}

TEST(Session, ExecRunsEachCommandByItself) {
  Dialect dialect;
  dialect.exec = true;
  dialect.errors = {"^Cannot "};
  Device device({}, true, dialect);
  ASSERT_TRUE(device.login());
  device.state().exec_output = "[{\"ifname\":\"lo\"}]\r\n";
  EXPECT_EQ(device.run("ip -j -s -d link")->output, "[{\"ifname\":\"lo\"}]\n");
  EXPECT_EQ(device.run("ip link set lo down").error().code, Errc::command_forbidden);
  EXPECT_EQ(device.run("show version | include x").error().code, Errc::command_forbidden);
  device.state().exec_output = "Cannot find device\n";
  EXPECT_EQ(device.run("ip link show dev x").error().code, Errc::command_rejected);
  EXPECT_THAT(device.state().writes, ElementsAre("ip -j -s -d link", "ip link show dev x"));
}

}  // namespace
}  // namespace showd
