#include "base/lazy.hpp"

#include <gtest/gtest.h>

#include <string>

namespace showd {
namespace {

TEST(Lazy, ReadsAsNothingUntilItIsWritten) {
  Lazy<std::string> lazy;
  EXPECT_FALSE(lazy.written());
  EXPECT_EQ(*lazy, "");
  EXPECT_FALSE(lazy.written()) << "reading is no writing";
  lazy.write() = "a";
  EXPECT_TRUE(lazy.written());
  EXPECT_EQ(*lazy, "a");
}

TEST(Lazy, ACopyIsItsOwn) {
  Lazy<std::string> one;
  one.write() = "a";
  Lazy<std::string> other = one;
  other.write() += "b";
  EXPECT_EQ(*one, "a");
  one = other;
  EXPECT_EQ(*one, "ab");
  one = Lazy<std::string>();
  EXPECT_FALSE(one.written());
}

TEST(Lazy, WrittenWithNothingIsTheSameAsUnwritten) {
  Lazy<std::string> one, other;
  EXPECT_EQ(one, other);
  one.write() = "";
  EXPECT_EQ(one, other);
  one.write() = "a";
  EXPECT_NE(one, other);
}

}  // namespace
}  // namespace showd
