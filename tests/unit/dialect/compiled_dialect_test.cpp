#include "dialect/compiled_dialect.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <string>

namespace showd {
namespace {

using testing::HasSubstr;

TEST(CompiledDialect, WhatWouldConfigureOrDoesNotCompileIsRefused) {
  struct Spoil {
    const char* why;
    std::function<void(Dialect&)> how;
  };
  for (const auto& [why, how] : {
           Spoil{"setup: 'configure terminal' is not on the allow-list",
                 [](Dialect& d) {
                   d.setup = {"terminal length 0", "configure terminal"};
                 }},
           {"enabled_setup: 'reload'", [](Dialect& d) { d.enabled_setup = {"reload"}; }},
           {"enable: 'sudo -i'", [](Dialect& d) { d.enable = "sudo -i"; }},
           {"logout: 'exit now'", [](Dialect& d) { d.logout = {"exit now"}; }},
           {"prompt: a pattern is required", [](Dialect& d) { d.prompt = ""; }},
           {"prompt: pattern fault at offset 1", [](Dialect& d) { d.prompt = "("; }},
           {"enabled_prompt: pattern fault", [](Dialect& d) { d.enabled_prompt = "["; }},
           {"username_prompt: pattern fault", [](Dialect& d) { d.username_prompt = "("; }},
           {"password_prompt: pattern fault", [](Dialect& d) { d.password_prompt = "("; }},
           {"answers[0]: pattern fault",
            [](Dialect& d) {
              d.answers = {{"(", "y"}};
            }},
           {"pagers[1]: pattern fault",
            [](Dialect& d) {
              d.pagers = {"More", "("};
            }},
           {"errors[0]: pattern fault", [](Dialect& d) { d.errors = {"+"}; }},
           {"login_errors[0]: pattern fault", [](Dialect& d) { d.login_errors = {"("}; }},
       }) {
    Dialect dialect;
    dialect.prompt = ".*#";
    ASSERT_NO_THROW((void)compile(dialect));
    how(dialect);
    try {
      (void)compile(dialect);
      ADD_FAILURE() << "compiled: " << why;
    } catch (const std::invalid_argument& fault) {
      EXPECT_THAT(fault.what(), HasSubstr(why));
    }
  }
}

}  // namespace
}  // namespace showd
