#include "session/output_cleaner.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace showd {
namespace {

/// Feeds `raw` in pieces; answers the pager where `mark` stands at the end of the line.
std::string shown(std::string_view before, std::string_view after, std::string_view mark,
                  std::size_t chunk) {
  OutputCleaner cleaner;
  cleaner.feed(before);
  const std::size_t begin = cleaner.last_line().find(mark);
  EXPECT_NE(begin, std::string_view::npos) << before;
  cleaner.erase_pager(begin, begin + mark.size());
  for (; !after.empty(); after.remove_prefix(std::min(chunk, after.size())))
    cleaner.feed(after.substr(0, chunk));
  cleaner.feed("\n");
  return cleaner.take(0, cleaner.lines().size());
}

TEST(OutputCleaner, ShowsWhatATerminalWouldShow) {
  for (const auto& [raw, want] : {
           std::pair<std::string, std::string>{"a\r\nb\r\n", "a\nb\n"},
           {"a\nb", "a\nb\n"},
           {"a\r\r\nb\r\n", "a\nb\n"},
           {"\x1b[31mred\x1b[0m\r\n", "red\n"},
           {"\x1b]0;title\x07text\n", "text\n"},
           {"\x1b]0;title\x1b\\text\n", "text\n"},
           {"\x1b(B\x1b=ok\n", "ok\n"},
           {"be\bell\a\n", "bell\n"},
           {"abc\rxy\n", "xyc\n"},
           {"abc\r\x1b[Kxy\n", "xy\n"},
           {"abcdef\x1b[3Dx\n", "abcxef\n"},
           {std::string("n\0ul\n", 5), "nul\n"},
           {"sw1#\x1b[24;5Hshow\x1b[24;5H\x1b[?25h\n", "sw1#show\n"},
           {"one\x1b"
            "Etwo\n",
            "one\ntwo\n"},
           {"\x1b[2Jx\n", "x\n"},
           {"t\x7f\n", "t\n"},
           {"\xfc"
            "ber\n",
            "\xEF\xBF\xBD"
            "ber\n"},
           {"\xC3\xBC"
            "ber\n",
            "\xC3\xBC"
            "ber\n"},
           {"\xC3\xBC\b \bo\n", "o\n"},
           {"c1 \xC2\x9B"
            "1m\n",
            "c1 1m\n"},
           {"a\tb\n", "a\tb\n"},
           {"trailing  \n", "trailing  \n"},
           {"\x1b]never ends\nnext\n", "\nnext\n"},
       })
    EXPECT_EQ(clean_output(raw), want) << raw;
}

TEST(OutputCleaner, ThePagerAndItsEraserLeaveNothing) {
  const std::string spaces(10, ' ');
  const std::string back(10, '\b');
  const std::string vrp = "\x1b[42D" + std::string(42, ' ') + "\x1b[42D";
  for (std::size_t chunk : {1, 2, 3, 1000}) {
    for (const auto& [mark, eraser] : {
             std::pair<std::string, std::string>{" --More--",
                                                 std::string(1, '\0') + back + spaces + back},
             {" --More-- ", std::string(9, '\b') + std::string(8, ' ') + std::string(9, '\b')},
             {"--More--", "\r"},
             {"--More--", "\r\x1b[K"},
             {"--More--", "\r        \r"},
             {"--More--", ""},
             {"--More--", "\r\n"},
             {"  ---- More ----", vrp},
         }) {
      EXPECT_EQ(shown("one\n" + mark, eraser + "two", mark, chunk), "one\ntwo\n") << mark << chunk;
      EXPECT_EQ(shown("one\n" + mark, eraser + "  indented", mark, chunk), "one\n  indented\n")
          << mark << chunk;
    }
  }
  EXPECT_EQ(shown("a\n\x1b[7m--More--(15%)\x1b[m", "\ra\x1b[K\r\nb", "--More--(15%)", 1),
            "a\na\nb\n");
  EXPECT_EQ(shown("a\n--More--", "\r\x1b[K\r\nb", "--More--", 1), "a\n\nb\n");
}

TEST(OutputCleaner, StopsAtItsLimit) {
  OutputCleaner cleaner(1000);
  for (int i = 0; i < 100; ++i) cleaner.feed("\x1b[500Cx\n");
  EXPECT_TRUE(cleaner.overflowed());
  EXPECT_LT(cleaner.lines().size(), 2000u);
}

TEST(OutputCleaner, ALineOfManyMegabytesIsLinear) {
  OutputCleaner cleaner(std::size_t{256} << 20);
  const std::string piece(4096, 'x');
  for (int i = 0; i < 4096; ++i) cleaner.feed(piece);
  EXPECT_EQ(cleaner.last_line_size(), 4096u * 4096u);
}

TEST(OutputCleaner, GoesOnAfterARestWhereItWas) {
  OutputCleaner cleaner;
  cleaner.feed(std::string(5'000, 'x') + "\nr1#sh");
  EXPECT_EQ(cleaner.take(0, 1), "x");
  cleaner.rest();
  EXPECT_EQ(cleaner.lines(), "");
  EXPECT_EQ(cleaner.last_line(), "r1#sh");
  cleaner.feed("\b\b  \b\bver");
  EXPECT_EQ(cleaner.last_line(), "r1#ver");
}

}  // namespace
}  // namespace showd
