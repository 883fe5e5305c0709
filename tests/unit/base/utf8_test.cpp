#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace showd {
namespace {

using namespace std::string_view_literals;

TEST(Utf8, InvalidSequencesBecomeOneReplacementEach) {
  for (const auto& [bytes, want] : {std::pair{"plain"sv, "plain"sv},
                                    {"\xC3\xBC"sv, "\xC3\xBC"sv},
                                    {"a\xFFz"sv, "a\uFFFDz"sv},
                                    {"\xE2\x82"sv, "\uFFFD"sv},
                                    {"\xC0\x80"sv, "\uFFFD\uFFFD"sv},
                                    {"\xED\xA0\x80"sv, "\uFFFD\uFFFD\uFFFD"sv},
                                    {"\xF0\x9F\x98\x80"sv, "\U0001F600"sv},
                                    {"\xF4\x90\x80\x80"sv, "\uFFFD\uFFFD\uFFFD\uFFFD"sv}}) {
    EXPECT_EQ(to_valid_utf8(bytes), want) << bytes;
    EXPECT_EQ(is_valid_utf8(bytes), bytes == want) << bytes;
  }
}

TEST(Utf8, PrintableHoldsNoControlCharacters) {
  EXPECT_EQ(printable("a\r\nb\tc"), "a b c");
  EXPECT_EQ(printable("\x1b[31mred\x07\x7f"), "\uFFFD[31mred\uFFFD\uFFFD");
  EXPECT_EQ(printable("nul\0x"sv), "nul\uFFFDx");
  EXPECT_EQ(printable("\xC2\x85 next line"), "\uFFFD next line");
}

TEST(Utf8, PrintableCutsAtACharacter) {
  EXPECT_EQ(printable("abcdef", 4), "abcd...");
  EXPECT_EQ(printable("abc\xC3\xBC", 4), "abc...");
  EXPECT_EQ(printable("abcd", 4), "abcd");
}

TEST(Utf8, NoBytesWhateverYieldInvalidText) {
  std::uint32_t state = 12345;
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    for (int i = 0; i < 40; ++i) {
      state = state * 1664525u + 1013904223u;
      bytes += static_cast<char>(state >> 24);
    }
    ASSERT_TRUE(is_valid_utf8(to_valid_utf8(bytes))) << round;
    ASSERT_TRUE(is_valid_utf8(printable(bytes, 17))) << round;
  }
}

}  // namespace
}  // namespace showd
