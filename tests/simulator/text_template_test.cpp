#include "text_template.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>

namespace showd::simulator {
namespace {

const std::vector<std::string> kNames{"name", "ip"};

TEST(TextTemplate, FillsPadsAndLeavesOut) {
  const std::vector<std::string> fields{"Gi0/1", ""};
  for (const auto& [text, want] : {std::pair{"{name}", "Gi0/1"},
                                   {"[{name:<7}]", "[Gi0/1  ]"},
                                   {"[{name:>7}]", "[  Gi0/1]"},
                                   {"[{name:<2}]", "[Gi0/1]"},
                                   {"{ip|unassigned}", "unassigned"},
                                   {"{ip|none:<6}.", "none  ."},
                                   {"{{name}}", "{name}"},
                                   {"a\nb", "a\r\nb"},
                                   {"{?ip}has {ip}\n{!ip}has none\n{?name}x", "has none\r\nx"},
                                   {"", ""}})
    EXPECT_EQ(TextTemplate(text, kNames).render(fields), want) << text;
}

TEST(TextTemplate, RefusesWhatItCannotFill) {
  for (const char* bad : {"{nam}", "{name", "name}", "{?name", "{name:5}", "{name:<}", "{name:<9x}",
                          "{name:<100000}", "{}"})
    EXPECT_THROW(TextTemplate(bad, kNames), std::invalid_argument) << bad;
}

TEST(TextTemplate, KnowsWhatItUses) {
  EXPECT_TRUE(TextTemplate("x {name}", kNames).uses(0));
  EXPECT_TRUE(TextTemplate("{?ip}x", kNames).uses(1));
  EXPECT_FALSE(TextTemplate("x {name}", kNames).uses(1));
}

}  // namespace
}  // namespace showd::simulator
