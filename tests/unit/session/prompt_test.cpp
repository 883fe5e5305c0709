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
