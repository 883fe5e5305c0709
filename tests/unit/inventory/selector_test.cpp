#include "inventory/selector.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "base/glob.hpp"

namespace showd {
namespace {

TEST(Glob, MatchesAsTheShellDoes) {
  for (const auto& [glob, text] : {std::pair{"*", ""},
                                   {"*", "x"},
                                   {"a*c", "abbc"},
                                   {"a*b*c", "aXbYbZc"},
                                   {"r?", "r1"},
                                   {"r[1-3]", "r2"},
                                   {"r[!1-3]", "r4"},
                                   {"[]]", "]"},
                                   {"[a-]", "-"},
                                   {"a[", "a["},
                                   {"**a", "bba"},
                                   {"*", "a/b"},
                                   {"*", ".a"},
                                   {"a\\*", "a\\b"}})
    EXPECT_TRUE(glob_matches(glob, text)) << glob << " " << text;
  for (const auto& [glob, text] : {std::pair{"", "x"},
                                   {"x", ""},
                                   {"a*c", "abcd"},
                                   {"r?", "r"},
                                   {"r?", "r12"},
                                   {"r[1-3]", "r4"},
                                   {"r[!1-3]", "r2"},
                                   {"R1", "r1"},
                                   {"?", ""}})
    EXPECT_FALSE(glob_matches(glob, text)) << glob << " " << text;
  std::string stars;
  for (int i = 0; i < 200; ++i) stars += "a*";
  EXPECT_FALSE(glob_matches(stars + "b", std::string(2000, 'a')));  // ends today
}

Device ams1() {
  Device device{};
  device.name = "ams-r1";
  device.inventory = "core";
  device.platform = "cisco_ios";
  device.groups = {"lab", "all"};
  device.labels = {{"site", "ams"}};
  return device;
}

TEST(Selector, OneKindWidensAndKindsNarrow) {
  using Terms = std::vector<std::string>;
  for (const Terms& terms :
       {Terms{}, Terms{"ams-*"}, Terms{"x", "ams-r1"}, Terms{"name=ams*"}, Terms{"group=a*"},
        Terms{"platform=cisco_*", "inventory=core"}, Terms{"label:site=am?", "group=lab"},
        Terms{"x", "group=lab", "ams-r1"}, Terms{"label:site=*"}})
    EXPECT_TRUE(Selector(terms).matches(ams1())) << testing::PrintToString(terms);
  for (const Terms& terms :
       {Terms{"x"}, Terms{"ams-r1", "group=none"}, Terms{"platform=frr", "ams-r1"},
        Terms{"label:rack=*"}, Terms{"label:site=fra"}, Terms{"inventory=cor"}})
    EXPECT_FALSE(Selector(terms).matches(ams1())) << testing::PrintToString(terms);
}

TEST(Selector, UnknownTermsAreRefused) {
  for (const auto& [term, why] :
       {std::pair{"gruop=x",
                  "'gruop=x': expected name, group, platform, inventory or label:KEY before '='; "
                  "did you mean 'group'?"},
        {"label:=x",
         "'label:=x': expected name, group, platform, inventory or label:KEY before '='"},
        {"=x", "'=x': expected name, group, platform, inventory or label:KEY before '='"},
        {"group=", "'group=': expected a name or pattern, not nothing"},
        {"", "'': expected a name or pattern, not nothing"}}) {
    try {
      const Selector selector({term});
      ADD_FAILURE() << "accepted " << term;
    } catch (const std::invalid_argument& error) {
      EXPECT_TRUE(std::string_view(error.what()).starts_with(why)) << error.what();
    }
  }
}

}  // namespace
}  // namespace showd
