#include "session/error_marks.hpp"

#include <gtest/gtest.h>

#include <string>

namespace showd {
namespace {

TEST(ErrorMarks, AreReadAtBothEndsOnly) {
  const std::vector<Pattern> marks{Pattern("errors[0]", "^% ", Pattern::Extent::anywhere)};
  std::string plain;
  for (int i = 0; i < 1000; ++i) plain += "line\n";
  EXPECT_EQ(find_mark(marks, plain), "");
  EXPECT_EQ(find_mark(marks, "% Bad\n" + plain), "% Bad");
  EXPECT_EQ(find_mark(marks, plain + "% Bad\n"), "% Bad");
  EXPECT_EQ(find_mark(marks, plain + "% Quoted\n" + plain), "");
  EXPECT_EQ(find_mark(marks, "% no newline"), "% no newline");
  EXPECT_EQ(find_mark(marks, plain + "% no newline"), "% no newline");
  EXPECT_EQ(find_mark(marks, ""), "");
}

/// Where the two ends meet, each line is read, whether it belongs to one of them or to both.
TEST(ErrorMarks, AreReadInEachLineOfAShortOutput) {
  const std::vector<Pattern> marks{Pattern("errors[0]", "^% ", Pattern::Extent::anywhere)};
  for (const int lines : {1, 199, 200, 201, 399, 400, 401, 402})
    for (int at = 0; at < lines; ++at) {
      std::string output;
      for (int i = 0; i < lines; ++i) output += i == at ? "% Bad\n" : "line\n";
      const bool between = at >= 200 && at < lines - 200;
      EXPECT_EQ(find_mark(marks, output), between ? "" : "% Bad") << at << " of " << lines;
    }
}

}  // namespace
}  // namespace showd
