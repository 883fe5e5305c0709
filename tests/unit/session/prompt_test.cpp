#include "session/prompt.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace showd {
namespace {

TEST(Prompt, TheCoreIsTheHostPart) {
  for (const auto& [line, core] : {
           std::pair{"r1#", "r1"},
           {"r1(config)#", "r1"},
           {"RP/0/RP0/CPU0:h#", "RP/0/RP0/CPU0:h"},
           {"*A:sr1#", "A:sr1"},
           {"<vrp>", "vrp"},
           {"[~vrp]", "vrp"},
           {"HRP_M<fw>", "fw"},
           {"RBM_P<fw-1>", "fw-1"},
           {"u@pa(active)>", "u@pa"},
           {"* x450.12 #", "x450"},
           {"fgt (vdom) #", "fgt"},
           {"[admin@MikroTik] >", "admin@MikroTik"},
           {"[admin@MikroTik] /interface>", "admin@MikroTik"},
           {"no prompt", ""},
           {"", ""},
           {">", ""},
       })
    EXPECT_EQ(prompt_core(line), core) << line;
}

TEST(Prompt, ShapesThatNoDialectNames) {
  for (const char* prompt :
       {"ICX7150-C12 Switch#", "edge1 [ams]#", "a>b#", "edge#1#", "<Core Switch 1>", "lab-mx1> ",
        "router-1(LAB)-a#", "[sw 1]", "Z\xc3\xbcrich 1 >", ">", "#"})
    EXPECT_TRUE(may_be_a_prompt(prompt)) << prompt;
  for (const char* other :
       {"", "ops@mx1:~ $", "root@re0:~ #", "Delete it? [confirm]", "Save <y/n>?", "Your choice:",
        "terminal type [vt100]", "100%", "***********#", "-->", "Password:"})
    EXPECT_FALSE(may_be_a_prompt(other)) << other;
}

TEST(Prompt, DigitsThatChangedOnceMayChangeAgain) {
  EXPECT_TRUE(same_but_digits("sw [5] >", "sw [16] >"));
  EXPECT_TRUE(same_but_digits("", ""));
  EXPECT_FALSE(same_but_digits("sw5>", "sw>"));
  EXPECT_FALSE(same_but_digits("sw5>", "sx5>"));
  Prompt prompt("sw 5>");
  EXPECT_FALSE(prompt.matches("sw 6>"));
  prompt.let_digits_change();
  EXPECT_TRUE(prompt.matches("sw 16>"));
  EXPECT_EQ(prompt.head("sw 7>show"), 5u);
}

TEST(Prompt, NoiseAroundTheCoreIsAllowed) {
  struct Row {
    const char* learned;
    const char* line;
    bool same;
  };
  for (const Row& row : {
           Row{"r1>", "r1#", true},
           {"r1#", " r1# ", true},
           {"r1#", "r1(config)#", true},
           {"r1#", "r2#", false},
           {"r1#", "r1", false},
           {"r1#", "r10#", false},
           {"r1#", "r1#show", false},
           {"upp306.17:16:03#", "upp306.17:16:04#", true},
           {"upp306.17:16:03#", "upp306.9:59:59#", true},
           {"upp306.17:16:03#", "upp.17:16:03#", false},
           {"* h.12 #", "h.13 #", true},
           {"A:h#", "*A:h#", true},
           {"<fw>", "HRP_S<fw>", true},
           {"u@h(active)>", "u@h(passive)>", true},
           {"a-very-long-host-name-1#", "a-very-long-host-nam(config)#", true},
           {"[u@h] >", "[u@h]", false},
           {">", ">", true},
           {">", "x>", false},
           {"r1#", "", false},
       })
    EXPECT_EQ(Prompt(row.learned).matches(row.line), row.same) << row.learned << " / " << row.line;
}

TEST(Prompt, AHeadIsFoundBeforeAnEcho) {
  EXPECT_EQ(Prompt("r1#").head("r1# show x"), 4u);
  EXPECT_EQ(Prompt("[u@h] >").head("[u@h] > print"), 8u);
  EXPECT_EQ(Prompt("h.1 #").head("* h.2 # show"), 8u);
  EXPECT_EQ(Prompt("r1#").head("xr1# show"), 0u);
  EXPECT_EQ(Prompt("r1#").head("interface r1"), 0u);
  EXPECT_EQ(Prompt().head("r1#"), 0u);
}

TEST(Prompt, LinesAboveIt) {
  for (const char* good : {"{master:0}", "[/]", "(ro)[/configure]", "[ex:/]"})
    EXPECT_TRUE(is_prompt_prefix_line(good)) << good;
  for (const char* bad : {"", "[", "x[1]", "{", "up]"})
    EXPECT_FALSE(is_prompt_prefix_line(bad)) << bad;
}

}  // namespace
}  // namespace showd
