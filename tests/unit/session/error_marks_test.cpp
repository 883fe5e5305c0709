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
  EXPECT_EQ(find_mark(marks, ""), "");
}

}  // namespace
}  // namespace showd
