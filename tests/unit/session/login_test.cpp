/// The way in: what is typed at what. Each row is a device that speaks by a script.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/session/scripted_login.hpp"

namespace showd {
namespace {

using namespace scripted_login;

const std::string kRules =
    "\r\n*** This system is password protected. Questions: noc@x.example\r\n";

struct Good {
  const char* what;
  Entry entry;
  std::vector<std::string> typed;
  bool any_pause = true;  ///< also such as last until somebody would press Enter
};

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

}  // namespace
}  // namespace showd
