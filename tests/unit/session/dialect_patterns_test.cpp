#include "session/dialect_patterns.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "session/error_marks.hpp"

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

TEST(ErrorMarks, AreReadAtBothEndsOnly) {
  const std::vector<Pattern> marks{Pattern("errors[0]", "^% ", Pattern::Extent::anywhere)};
  std::string plain;
  for (int i = 0; i < 1000; ++i) plain += "line\n";
  EXPECT_EQ(find_mark(marks, plain), "");
  EXPECT_EQ(find_mark(marks, "% Bad\n" + plain), "% Bad");
  EXPECT_EQ(find_mark(marks, plain + "% Bad\n"), "% Bad");
  EXPECT_EQ(find_mark(marks, plain + "% Quoted\n" + plain), "");
  EXPECT_EQ(find_mark(marks, "% no newline"), "% no newline");
  EXPECT_EQ(find_mark(marks, ""), "");
}

}  // namespace
}  // namespace showd
