/// The way in: what is typed at what. Each row is a device that speaks by a script.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session/session.hpp"
#include "unit/session/fake_transport.hpp"

namespace showd {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Script = std::vector<FakeTransport::Step>;

Dialect dialect() {
  Dialect ios;
  ios.prompt = R"([^\s#>()]+[>#])";
  ios.enable = "enable";
  ios.enabled_prompt = R"([^\s#>()]+#)";
  ios.pagers = {"(?i) ?--+ ?more ?--+ ?"};
  ios.pager_answer = " ";
  ios.login_errors = {"(?i)login (incorrect|invalid)", "(?i)access denied", "(?i)bad secrets"};
  return ios;
}

struct Entry {
  Script script;
  Dialect dialect = showd::dialect();
  bool ssh = false;
  bool enable = false;
  std::string user = "ops";
  Habits habits = {};
};

/// Without the empty lines that a silent device gets.
struct Seen {
  Result<void> result;
  std::vector<std::string> typed;
  std::vector<std::string> writes;
  Habits habits;
};

Seen log_in(const Entry& entry, std::size_t chunk = 1 << 20, std::optional<std::size_t> pause = {},
            int rests = 1) {
  const auto state = std::make_shared<FakeTransport::State>();
  state->script = entry.script;
  state->authenticated = entry.ssh;
  state->chunk = chunk;
  state->pauses = chunk == 1;
  state->pause_before = pause;
  state->pause_rests = rests;
  const auto session =
      make_session(std::make_unique<FakeTransport>(state), compile(entry.dialect), {});
  std::optional<Result<void>> result;
  auto job = [&]() -> Awaitable<void> {
    Login login;
    login.username = entry.user;
    login.password = Secret("pa55word");
    login.enable = Secret("s3cret-4711");
    login.want_enable = entry.enable;
    login.habits = entry.habits;
    result = co_await session->login(std::move(login));
  };
  asio::io_context loop{1};
  asio::co_spawn(loop, job, asio::detached);
  loop.run();
  Seen seen{*result, {}, state->writes, session->habits()};
  for (std::string text : state->writes) {
    std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
    if (!text.empty()) seen.typed.push_back(text);
  }
  return seen;
}

Dialect with_password_alone() {
  Dialect line = dialect();
  line.password_alone = true;
  return line;
}

Dialect with_shell_login() {
  Dialect smb = dialect();
  smb.shell_login = true;
  return smb;
}

Dialect junos() {
  Dialect own;
  own.prompt = R"([\w.-]+@[\w.-]+>)";
  own.answers = {{R"(^(root@[\w.-]*:~ )?[%#]\s*$)", "cli\r"}};
  return own;
}

/// "Username: " is asked; then the password, then `after`.
Script asking(const std::string& before, const std::string& after) {
  return {{"", before + "Username: "},
          {"ops\r\n", "ops\r\nPassword: "},
          {"pa55word\r\n", "\r\n" + after}};
}

const std::string kRules =
    "\r\n*** This system is password protected. Questions: noc@x.example\r\n";

struct Good {
  const char* what;
  Entry entry;
  std::vector<std::string> typed;
  bool any_pause = true;  ///< also such as last until somebody would press Enter
};

const std::vector<std::string> kBoth{"ops", "pa55word"};

std::vector<Good> good() {
  return {
      {"plain", {asking("\r\nUser Access Verification\r\n\r\n", "r1#")}, kBoth},
      {"a banner of questions",
       {asking(kRules + "Never give your Password: to anybody\r\nLast login: never\r\n", "r1#")},
       kBoth},
      {"a banner that wraps before a word",
       {asking("The rules of the house say of your\r\nPassword: it is yours alone\r\n", "r1#")},
       kBoth,
       false},
      {"a message of the day with prompts and refusals",
       {asking("", "Welcome\r\nlogin incorrect: 2 since noon is what\r\nr7> says\r\nr1#")},
       kBoth,
       false},
      {"a password alone",
       {{{"", "\r\nUser Access Verification\r\n\r\nPassword: "}, {"pa55word\r\n", "\r\nr1> "}},
        with_password_alone()},
       {"pa55word"}},
      {"a password alone, untitled",
       {{{"", "\r\nHello.\r\n\r\nPassword: "}, {"pa55word\r\n", "\r\nr1> "}},
        with_password_alone()},
       {"pa55word"}},
      {"a credential without a name",
       {{{"", "\r\nPassword: "}, {"pa55word\r\n", "\r\nr1> "}}, dialect(), false, false, ""},
       {"pa55word"}},
      {"behind SSH nothing is asked",
       {{{"",
          "Your password will expire in 5 days: change it.\r\nLast login: Tue Jan  6\r\n"
          "NOTICE - last password change: 2025\r\n\r\nr1#"}},
        dialect(),
        true},
       {}},
      {"a shell behind SSH that asks again",
       {{{"", "\r\n\r\nUser Name:"}, {"ops\r", "ops\r\nPassword:"}, {"pa55word\r", "\r\nr1#"}},
        with_shell_login(),
        true},
       kBoth},
      {"a silent console",
       {{{"\r\n", "\r\nUsername: "},
         {"ops\r\n", "ops\r\nPassword: "},
         {"pa55word\r\n", "\r\nr1#"}}},
       kBoth},
      {"a silent console at its prompt", {{{"\r\n", "\r\nr1#"}, {"\r\n", "\r\nr1#"}}}, {}},
      {"press RETURN",
       {{{"", "\r\nr1 con0 is now available\r\n\r\n\r\nPress RETURN to get started.\r\n\r\n\r\n"},
         {"\r\n", "\r\nUsername: "},
         {"ops\r\n", "ops\r\nPassword: "},
         {"pa55word\r\n", "\r\nr1#"}}},
       kBoth},
      {"press a key, unfinished",
       {{{"", "Press Y or ENTER to continue, N to exit."}, {"\r", "\r\n\r\nr1#"}}, dialect(), true},
       {}},
      {"a login before the login",
       {{{"", "\r\nterm1\r\n\r\nlogin: "},
         {"ops\r\n", "ops\r\nPassword: "},
         {"pa55word\r\n",
          "\r\nConnected to port 7\r\n\r\nUser Access Verification\r\n\r\nUsername: "},
         {"ops\r\n", "ops\r\nPassword: "},
         {"pa55word\r\n", "\r\nr1#"}}},
       {"ops", "pa55word", "ops", "pa55word"}},
      {"a login before the same login",
       {{{"", "Username: "},
         {"ops\r\n", "ops\r\nPassword: "},
         {"pa55word\r\n", "\r\nEscape character is '^]'.\r\n\r\nUsername: "},
         {"ops\r\n", "ops\r\nPassword: "},
         {"pa55word\r\n", "\r\nr1#"}}},
       {"ops", "pa55word", "ops", "pa55word"}},
      {"a pager in the banner",
       {{{"", "rule 1\r\nrule 2\r\n<--- More --->"}, {" ", "\r              \rrule 3\r\nr1#"}},
        dialect(),
        true},
       {" "}},
      {"where is the cursor?",
       {{{"", "\x1b[6n"}, {"\x1b[1;1R", "\r\nr1#"}}, dialect(), true},
       {"\x1b[1;1R"},
       false},
      {"other words",
       {{{"", "Login Name: "}, {"ops\r\n", "ops\r\nPasscode:"}, {"pa55word\r\n", "\r\nr1#"}}},
       kBoth},
      {"another language",
       {{{"", "Benutzername: "}, {"ops\r\n", "ops\r\nKennwort: "}, {"pa55word\r\n", "\r\nr1#"}}},
       kBoth},
      {"no colon",
       {{{"", "Username"}, {"ops\r\n", "ops\r\nPassword"}, {"pa55word\r\n", "\r\nr1#"}}},
       kBoth},
      {"angles",
       {{{"", "Username> "}, {"ops\r\n", "ops\r\nPassword> "}, {"pa55word\r\n", "\r\nr1#"}}},
       kBoth},
      {"hints",
       {{{"", "Username: (use your AD account) "},
         {"ops\r\n", "ops\r\nPassword (12+ characters) : "},
         {"pa55word\r\n", "\r\nr1#"}}},
       kBoth},
      {"no line break before the next question",
       {{{"", "Username: "}, {"ops\r\n", "opsPassword: "}, {"pa55word\r\n", "\r\nr1#"}}},
       kBoth},
      {"no line break before the prompt",
       {{{"", "Username: "},
         {"ops\r\n", "ops\r\nPassword: "},
         {"pa55word\r\n", "r1#"},
         {"\r\n", "\r\nr1#"}}},
       kBoth},
      {"a prompt with a blank", {asking("", "\r\nICX7150-C12 Switch#")}, kBoth},
      {"a prompt with brackets", {asking("", "\r\nedge1 [ams]#")}, kBoth},
      {"a prompt in angles", {asking("", "\r\n<Core Switch 1>")}, kBoth},
      {"a shell before the CLI",
       {{{"", "--- JUNOS\r\nroot@re0:~ # "}, {"cli\r", "cli\r\nroot@re0> "}}, junos(), true},
       {"cli"}},
      {"enable",
       {{{"", "r1>"}, {"enable\r", "enable\r\nPassword: "}, {"s3cret-4711\r", "\r\nr1#"}},
        dialect(),
        true,
        true},
       {"enable", "s3cret-4711"}},
      {"enable at a prompt with a blank",
       {{{"", "the Switch>"},
         {"\r", "\r\nthe Switch>"},
         {"enable\r", "enable\r\nPassword: "},
         {"s3cret-4711\r", "\r\nthe Switch#"}},
        dialect(),
        true,
        true},
       {"enable", "s3cret-4711"}},
  };
}

TEST(Login, IsTypedAtWhatAsksForIt) {
  for (const Good& row : good()) {
    const Seen seen = log_in(row.entry);
    EXPECT_TRUE(seen.result) << row.what << ": " << seen.result.error().message;
    EXPECT_EQ(seen.typed, row.typed) << row.what;
  }
}

TEST(Login, PausesBetweenAllBytesChangeNothing) {
  for (const Good& row : good()) {
    const Seen seen = log_in(row.entry, 1);
    EXPECT_TRUE(seen.result) << row.what << ": " << seen.result.error().message;
    EXPECT_EQ(seen.typed, row.typed) << row.what;
  }
}

TEST(Login, APauseBeforeAnyByteChangesNothing) {
  for (const Good& row : good()) {
    std::size_t all = 0;
    for (const FakeTransport::Step& step : row.entry.script) all += step.reply.size();
    for (const int rests : {1, 2, 3, 4}) {
      if (rests > 2 && !row.any_pause) continue;
      for (std::size_t at = 0; at < all; ++at) {
        const Seen seen = log_in(row.entry, 1 << 20, at, rests);
        EXPECT_TRUE(seen.result) << row.what << " at " << at << " for " << rests << ": "
                                 << seen.result.error().message;
        EXPECT_EQ(seen.typed, row.typed) << row.what << " at " << at << " for " << rests;
      }
    }
  }
}

struct Bad {
  const char* what;
  Entry entry;
  std::vector<std::string> typed;
  Errc code;
  Stage stage;
  const char* says;
};

std::vector<Bad> bad() {
  return {
      {"a new password is wanted",
       {asking("", "Enter new password: ")},
       kBoth,
       Errc::password_expired,
       Stage::auth,
       "\"Enter new password:\""},
      {"the old one first",
       {asking("", "Change it now.\r\nOld password: ")},
       kBoth,
       Errc::password_expired,
       Stage::auth,
       "\"Old password:\""},
      {"a change is offered",
       {asking("", "Your password must be changed now (y/n)? ")},
       kBoth,
       Errc::password_expired,
       Stage::auth,
       "must be changed"},
      {"a new password behind SSH",
       {{{"", "Hello ops.\r\nEnter new password: "}}, dialect(), true},
       {},
       Errc::password_expired,
       Stage::auth,
       "\"Enter new password:\""},
      {"a password behind SSH",
       {{{"", "Please set one (8-16 characters)\r\nEnter Password:"}}, dialect(), true},
       {},
       Errc::no_prompt,
       Stage::prompt,
       "\"Enter Password:\""},
      {"a user name behind SSH",
       {{{"", "Username: "}}, dialect(), true},
       {},
       Errc::no_prompt,
       Stage::prompt,
       "\"Username:\""},
      {"a password before any user name",
       {{{"", "\r\nPassword: "}}},
       {},
       Errc::no_credentials,
       Stage::auth,
       "without a username"},
      {"a question that nobody knows",
       {{{"", "Badge number: "}}},
       {},
       Errc::no_prompt,
       Stage::auth,
       "Badge number:"},
      {"a one-time password",
       {{{"", "Username: "}, {"ops\r\n", "ops\r\nOne-time password: "}}},
       {"ops"},
       Errc::no_prompt,
       Stage::auth,
       "One-time password:"},
      {"a menu behind the login",
       {asking("", "1) reboot\r\nYour choice? ")},
       kBoth,
       Errc::no_prompt,
       Stage::prompt,
       "Your choice?"},
      {"a shell behind the login",
       {asking("", "ops@mx1:~ $ ")},
       kBoth,
       Errc::no_prompt,
       Stage::prompt,
       "ops@mx1:~ $"},
      {"refused in words",
       {asking("", "% Login invalid\r\n\r\nUsername: ")},
       kBoth,
       Errc::auth_failed,
       Stage::auth,
       "refused"},
      {"refused without a word",
       {asking("", "\r\nUsername: ")},
       kBoth,
       Errc::auth_failed,
       Stage::auth,
       "refused"},
      {"refused in unknown words",
       {asking("", "Nope.\r\n\r\nUsername: ")},
       kBoth,
       Errc::auth_failed,
       Stage::auth,
       "refused"},
      {"refused on the console port",
       {asking("", "console: wrong user\r\nUsername: ")},
       kBoth,
       Errc::auth_failed,
       Stage::auth,
       "refused"},
      {"refused at the second login",
       {{{"", "login: "},
         {"ops\r\n", "ops\r\nPassword: "},
         {"pa55word\r\n", "\r\nConnected to port 7\r\nUsername: "},
         {"ops\r\n", "ops\r\nPassword: "},
         {"pa55word\r\n", "\r\nWelcome?\r\nUsername: "}}},
       {"ops", "pa55word", "ops", "pa55word"},
       Errc::auth_failed,
       Stage::auth,
       "second login"},
      {"a machine that boots",
       {{{"", "Hit any key to stop autoboot:"}}, dialect(), true},
       {},
       Errc::no_prompt,
       Stage::prompt,
       "autoboot"},
      {"enable that asks for a new one",
       {{{"", "r1>"}, {"enable\r", "enable\r\nNew password: "}}, dialect(), true, true},
       {"enable"},
       Errc::password_expired,
       Stage::enable,
       "\"New password:\""},
      {"enable that talks of passwords",
       {{{"", "r1>"}, {"enable\r", "enable\r\nDescription: enter Password: "}},
        dialect(),
        true,
        true},
       {"enable"},
       Errc::timeout,
       Stage::enable,
       "Description"},
  };
}

TEST(Login, WhatCannotBeAnsweredIsToldAndGetsNoSecret) {
  for (const Bad& row : bad()) {
    for (const std::size_t chunk : {std::size_t{1} << 20, std::size_t{1}}) {
      const Seen seen = log_in(row.entry, chunk);
      ASSERT_FALSE(seen.result) << row.what;
      EXPECT_EQ(seen.result.error().code, row.code)
          << row.what << to_string(seen.result.error().code);
      EXPECT_EQ(seen.result.error().stage, row.stage) << row.what;
      EXPECT_THAT(seen.result.error().message, HasSubstr(row.says)) << row.what;
      EXPECT_EQ(seen.typed, row.typed) << row.what;
    }
  }
}

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
