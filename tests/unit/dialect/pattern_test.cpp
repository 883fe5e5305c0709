#include "dialect/pattern.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace showd {
namespace {

TEST(Pattern, AHopelessPatternIsNoMatchAndSoonOver) {
  const Pattern hopeless("errors", "^(a+)+(b+)+$", Pattern::Extent::anywhere);
  EXPECT_FALSE(hopeless.matches(std::string(4000, 'a') + "!"));
  EXPECT_TRUE(hopeless.matches("aab"));
}

TEST(Pattern, AFaultIsNamed) {
  try {
    Pattern("pagers[0]", "ab(", Pattern::Extent::anywhere);
    FAIL();
  } catch (const std::invalid_argument& fault) {
    EXPECT_EQ(std::string(fault.what()).find("pagers[0]: pattern fault at offset 3"), 0u)
        << fault.what();
  }
}

TEST(Pattern, WholeMeansAllAlternatives) {
  const Pattern whole("prompt", "a|b>", Pattern::Extent::whole);
  EXPECT_TRUE(whole.matches("b>"));
  EXPECT_FALSE(whole.matches("ab>"));
  EXPECT_FALSE(whole.matches("a "));
  EXPECT_FALSE(Pattern().matches(""));
}

}  // namespace
}  // namespace showd
