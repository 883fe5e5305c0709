/// Logins that fail: what is told of them, and what is not typed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/session/scripted_login.hpp"

namespace showd {
namespace {

using namespace scripted_login;
using ::testing::HasSubstr;

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

}  // namespace
}  // namespace showd
