#include "transport/ssh/ssh_questions.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace showd {
namespace {

TEST(SshQuestions, AreToldApartByTheirWords) {
  using enum SshQuestion;
  for (const auto& [text, echo, want] : {
           std::tuple{"Password: ", false, password},
           {"ops@sw1's password:", false, password},
           {"Password for ops@sw1:", true, password},
           {"Login password:", true, password},
           {"Username: ", true, user},
           {"login:", true, user},
           {"User Name:", true, user},
           {"Account name", true, user},
           {"New password: ", false, new_password},
           {"Enter new UNIX password:", false, new_password},
           {"(current) UNIX password: ", false, new_password},
           {"Retype new password:", false, new_password},
           {"Re-enter:", false, new_password},
           {"Verification code: ", false, factor},
           {"Passcode or option (1-3): ", true, factor},
           {"One-time password (OATH) for `ops': ", false, factor},
           {"Enter PASSCODE: ", false, factor},
           {"PIN+token:", false, factor},
           {"PIN: ", false, factor},
           {"Kennwort:", false, unknown},
           {"Site: ", true, unknown},
           {"Shipping:", false, unknown},
           {"", false, unknown},
       })
    EXPECT_EQ(classify_question(text, echo), want) << text;
}

}  // namespace
}  // namespace showd
