#include "session/question.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace showd {
namespace {

using About = Question::About;

Question read(std::string_view line, const char* user = "", const char* password = "") {
  Dialect dialect;
  dialect.prompt = "x";
  dialect.username_prompt = user;
  dialect.password_prompt = password;
  return read_question(CompiledDialect(dialect), line);
}

TEST(Question, PlainOnesAreBelievedSoon) {
  for (const char* line :
       {"Username: ", "login: ", "User Name:", "user:", "r1 login: ", "edge login:", "USERNAME :",
        "AD Username: ", "CPPM_UserName: ", "Login ID: ", "Login Name: ", "Enter username: ",
        "login as: ", "Name: ", "User login: ", "Benutzername:", "Utilisateur :", "Usuario:",
        "\xe7\x94\xa8\xe6\x88\xb7\xe5\x90\x8d\xef\xbc\x9a"}) {
    EXPECT_EQ(read(line).about, About::user) << line;
    EXPECT_EQ(read(line).after, Rest::brief) << line;
  }
  for (const char* line :
       {"Password: ", "password:", "ops@r1's password: ", "(ops@r1) Password: ", "Passcode:",
        "Password for ops: ", "Password for admin@r1:", "AD Password: ", "CPPM_Password: ",
        "Enter Password:", "Kennwort:", "Mot de passe :",
        "Contrase\xc3\xb1"
        "a:",
        "Contrase\xf1"
        "a:",
        "Wachtwoord: ", "\xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c:"}) {
    EXPECT_EQ(read(line).about, About::password) << line;
    EXPECT_EQ(read(line).after, Rest::brief) << line;
  }
}

TEST(Question, OddOnesHaveToRestLonger) {
  for (const auto& [line, about, after] :
       {std::tuple{"Please enter your username: ", About::user, Rest::steady},
        {"Username: (use your AD account) ", About::user, Rest::steady},
        {"Enter your ID: ", About::user, Rest::steady},
        {"Acme password:", About::password, Rest::steady},
        {"Password (12+ characters) : ", About::password, Rest::steady},
        {"Please type your network password:", About::password, Rest::steady},
        {"Username", About::user, Rest::silence},
        {"Username> ", About::user, Rest::silence},
        {"Enter your password> ", About::password, Rest::silence},
        {"Password?", About::password, Rest::silence},
        {"Password", About::password, Rest::silence}}) {
    EXPECT_EQ(read(line).about, about) << line;
    EXPECT_EQ(read(line).after, after) << line;
  }
}

TEST(Question, SentencesAskNothing) {
  for (const char* line : {"Never give your Password: ",
                           "Never give your Password: to anybody",
                           "*** This system is password protected. Questions: ",
                           "Last login: ",
                           "Last failed login:",
                           "Your password will expire in 5 days: ",
                           "Description: enter Password: ",
                           "Unauthorized login: ",
                           "NOTICE - last password change: ",
                           "No password:",
                           "Do not share your password:",
                           "One-time password:",
                           "Enter PIN+token: ",
                           "Contact your administrator for a username:",
                           "password",
                           "x",
                           "Password is",
                           "1) login",
                           "Users: 5",
                           "user@host:",
                           "The password of the day:",
                           "Login incorrect",
                           "Login:ops",
                           "Warning! Login: ",
                           "Your choice:",
                           "r1#",
                           "Password: new users see",
                           ""}) {
    const bool unfinished = read(line).after == Rest::silence;  // "password" may be a question
    EXPECT_TRUE(read(line).about == About::nothing || unfinished) << line;
  }
}

TEST(Question, ANewPasswordIsToldFromTheRest) {
  for (const char* line :
       {"New password: ", "Enter new password:", "Confirm new password: ", "Retype password:",
        "Re-enter password: ", "Old password:", "Current Password: ", "(current) UNIX password: ",
        "Enter current password for ops:", "Verify password:", "Password again: ",
        "Change password:", "Password confirmation:", "Neues Kennwort:", "Nouveau mot de passe :",
        "Contrase\xc3\xb1"
        "a nueva:",
        "Please enter your new password: ", "The password needs to be changed. Change now? [Y/N]:",
        "Your password has expired, do you want to change it (yes/no)?"})
    EXPECT_EQ(read(line).about, About::new_password) << line;
}

TEST(Question, OnesOwnPatternIsTheWholeLine) {
  EXPECT_EQ(read("Badge number: ", "Badge number:").about, About::user);
  EXPECT_EQ(read("Badge number: ", "Badge number:").after, Rest::brief);
  EXPECT_EQ(read("No Badge number: ", "Badge number:").about, About::nothing);
  EXPECT_EQ(read("Geheim> ", "", "Geheim>").about, About::password);
  EXPECT_EQ(read("Username: ", "Badge number:").about, About::user) << "the usual ones stay";
  EXPECT_EQ(read("New password: ", "", ".*password:").about, About::new_password);
}

TEST(Question, AnyBytesAreRead) {
  for (const char* line : {":", "::", "(:", "()", "[]:", " ( ) : ", "_password:", "@login:",
                           "\xff:", "? ? ? ? ? ? ? ? ? ? ?", "(password):", "[user]"})
    (void)read(line);
  EXPECT_EQ(read(std::string(5000, 'a') + " password:").about, About::nothing);
  EXPECT_EQ(read(std::string(500, ' ') + "password:").about, About::password);
}

}  // namespace
}  // namespace showd
