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

TEST(Utf8, IsJudgedAtEachPlaceOfALine) {
  const std::string line(40, 'x');
  for (std::size_t at = 0; at <= line.size(); ++at) {
    const auto with = [&](const char* what) { return std::string(line).insert(at, what); };
    EXPECT_TRUE(is_valid_utf8(with("\xC3\xBC"))) << at;
    EXPECT_FALSE(is_valid_utf8(with("\xFF"))) << at;
    EXPECT_FALSE(is_valid_utf8(with("\xC3"))) << at;
    EXPECT_EQ(printable(with("\x7F")), with("\uFFFD")) << at;
    EXPECT_EQ(printable(with("\t")), with(" ")) << at;
  }
}

TEST(Utf8, PrintableHoldsNoControlCharacters) {
  EXPECT_EQ(printable("a\r\nb\tc"), "a b c");
  EXPECT_EQ(printable("\x1b[31mred\x07\x7f"), "\uFFFD[31mred\uFFFD\uFFFD");
  EXPECT_EQ(printable("nul\0x"sv), "nul\uFFFDx");
  EXPECT_EQ(printable("\xC2\x85 next line"), "\uFFFD next line");
}

/// Of every kind one: what turns, hides, joins or breaks lines is told and not done.
TEST(Utf8, HiddenCharactersAreTold) {
  for (const auto& [raw, told] : {std::pair{"\u202E"sv, "202e"sv},
                                  {"\u2066"sv, "2066"sv},
                                  {"\u2069"sv, "2069"sv},
                                  {"\u200E"sv, "200e"sv},
                                  {"\u200B"sv, "200b"sv},
                                  {"\u200D"sv, "200d"sv},
                                  {"\u061C"sv, "61c"sv},
                                  {"\u2028"sv, "2028"sv},
                                  {"\u2029"sv, "2029"sv},
                                  {"\uFEFF"sv, "feff"sv},
                                  {"\u00AD"sv, "ad"sv},
                                  {"\uFE0F"sv, "fe0f"sv},
                                  {"\uFFF9"sv, "fff9"sv},
                                  {"\U000E0041"sv, "e0041"sv}}) {
    const std::string want = "a\\u{" + std::string(told) + "}z";
    EXPECT_EQ(printable("a" + std::string(raw) + "z"), want);
    EXPECT_EQ(printable_lines("a" + std::string(raw) + "z"), want);
    const std::string json = printable_json("[\"" + std::string(raw) + "\"]");
    EXPECT_TRUE(json.starts_with("[\"\\u")) << json;
    EXPECT_EQ(json.find(raw), std::string::npos);
  }
  EXPECT_EQ(printable_json("\"\U000E0041\""), "\"\\udb40\\udc41\"");
  for (const char* plain :
       {"Z\u00FCrich", "\u6771\u4EAC", "\u05E9\u05DC\u05D5\u05DD", "\U0001F600"}) {
    EXPECT_EQ(printable(plain), plain);
    EXPECT_EQ(printable_json(plain), plain);
  }
}

TEST(Utf8, PrintableLinesStayLines) {
  EXPECT_EQ(printable_lines("a\n\tb\x1b[2J\xC2\x9B\r\n\xFF"),
            "a\n\tb\uFFFD[2J\uFFFD\uFFFD\n\uFFFD");
  EXPECT_EQ(printable_lines(std::string(5000, 'x')).size(), 5000u);
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
    ASSERT_TRUE(is_valid_utf8(printable_lines(bytes))) << round;
    ASSERT_TRUE(is_valid_utf8(printable_json(bytes))) << round;
  }
}

}  // namespace
}  // namespace showd
