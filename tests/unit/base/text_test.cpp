#include "base/text.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace showd {
namespace {

TEST(Text, LowerCaseIsForTheLettersOfAsciiAlone) {
  EXPECT_EQ(to_lower("GigabitEthernet0/1 [\\]^_`{|}~@"), "gigabitethernet0/1 [\\]^_`{|}~@");
  EXPECT_EQ(to_lower("\xC3\x84 AZ"), "\xC3\x84 az");  // a capital A with two dots stays one
  EXPECT_EQ(to_lower(""), "");
}

TEST(Text, HexDigitsAreOfEitherCase) {
  for (const auto& [c, value] : {std::pair{'0', 0}, {'9', 9}, {'a', 10}, {'F', 15}})
    EXPECT_EQ(hex_digit(c), value) << c;
  for (const char bad : {'g', 'G', '/', ':', '@', '`', '\xC3', '\0'})
    EXPECT_EQ(hex_digit(bad), -1) << bad;
}

TEST(Text, TrimTakesTheGivenBlanksOffBothEnds) {
  EXPECT_EQ(trim(" \t a  b\t "), "a  b");
  EXPECT_EQ(trim("\na\n"), "\na\n");
  EXPECT_EQ(trim("\r\n a \n", " \r\n\t"), "a");
  for (const char* empty : {"", " ", "\t \t"}) EXPECT_EQ(trim(empty), "") << empty;
}

TEST(Text, QuotedTextEndsWhereItEnds) {
  EXPECT_EQ(in_quotes(""), R"("")");
  EXPECT_EQ(in_quotes("to r2"), R"("to r2")");
  EXPECT_EQ(in_quotes(R"(a "b" \ c)"), R"("a \"b\" \\ c")");
  EXPECT_EQ(in_quotes(R"(\")"), R"("\\\"")");
}

TEST(Text, OneIsOneAndOthersAreMany) {
  EXPECT_EQ(counted(0, "device"), "0 devices");
  EXPECT_EQ(counted(1, "device"), "1 device");
  EXPECT_EQ(counted(2, "device"), "2 devices");
}

}  // namespace
}  // namespace showd
