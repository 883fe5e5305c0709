#include "textfsm/pattern.hpp"

#include <gtest/gtest.h>

namespace showd::textfsm {
namespace {

/// What re.match takes of `text`, or "-".
std::string matched(const std::string& regex, std::string_view text) {
  const auto pattern = Pattern::parse(regex);
  if (!pattern) return "refused: " + pattern.error().message;
  Matcher matcher;
  const bool ascii = std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
  if (pattern->match(Line(text), ascii, matcher) != Match::yes) return "-";
  return std::string(matcher.group(0).value_or("?"));
}

struct Row {
  const char* regex;
  const char* text;
  const char* want;
};

TEST(Pattern, MatchesAsPythonDoes) {
  for (const Row& row : {
           Row{"^a{,2}$", "aa", "aa"},
           Row{"a{,2}", "{,2}", ""},
           Row{"a{x}", "a{x}", "a{x}"},
           Row{"a{}", "a{}", "a{}"},
           Row{"a{,}b", "aaab", "aaab"},
           Row{"a{1,2}?", "aa", "a"},
           Row{"a++a", "aaa", "-"},
           Row{"(?>a+)b", "aab", "aab"},
           Row{"b", "ab", "-"},
           Row{"[]a]+", "]a]", "]a]"},
           Row{"[^]]+", "ab]", "ab"},
           Row{"[a-]+", "a-b", "a-"},
           Row{"[\\w-]+", "a-b c", "a-b"},
           Row{"[[:alpha:]]+", "l]x", "l]"},
           Row{"\\.\\Z", ".", "."},
           Row{"a\\Z", "ab", "-"},
           Row{"\\x41\\u0042\\103\\0?", "ABC", "ABC"},
           Row{"(a)(b)?(?(2)c|d)", "ad", "ad"},
           Row{"(?P<x>a)(?P=x)\\1", "aaa", "aaa"},
           Row{"(?i:ab)c", "ABc", "ABc"},
           Row{"(?i)ab", "AB", "AB"},
           Row{"(?x: a b #)\n)c", "abc", "abc"},
           Row{"a(?#comment)*", "aaa", "aaa"},
           Row{"(?<=a)b|a(?<!b)", "ab", "a"},
           Row{"a(?=b)", "ab", "a"},
           Row{"\\bab\\b", "ab", "ab"},
           Row{"\\B", "", "-"},
           Row{"\\s\\S",
               "\x1f"
               "a",
               "\x1f"
               "a"},
           Row{"[^\\S]a",
               "\x1f"
               "a",
               "\x1f"
               "a"},
           Row{"\\s", "\xC2\xA0", "\xC2\xA0"},
           Row{"\\s", "\xE1\xA0\x8E", "-"},  // U+180E is no blank in Python
           Row{"[\\S]", "\xC2\xA0", "-"},
           Row{"\\d\\w", "\xD9\xA3\xC3\xBC", "\xD9\xA3\xC3\xBC"},
           Row{"(?a:\\d)", "\xD9\xA3", "-"},
           Row{"(?a:[\\W])", "\xC3\xBC", "\xC3\xBC"},
           Row{"(?a:\\b)\xC3\xBC", "\xC3\xBC", "-"},
           Row{"[\xC3\xA0-\xC3\xBC]+.", "\xC3\xA0\xC3\xBC\xC3\xBF", "\xC3\xA0\xC3\xBC\xC3\xBF"},
           Row{"[^\xC3\xBC]", "a", "a"},
           Row{"(?i:\xE2\x84\xAA)", "k", "k"},  // the Kelvin sign
           Row{"(?:a|)b", "b", "b"},
           Row{"(?:a*)*b", "b", "b"},
           Row{"^\\s*foo", " \t foo", " \t foo"},
           Row{"^\\s*foo", "\xC2\xA0 foo", "\xC2\xA0 foo"},
           Row{"^\\s*foo", " bar", "-"},
           Row{"^\\s*$", "", ""},
           Row{"(?i)foo", "FOO", "FOO"},
           Row{"a|$", "", ""},
           Row{"(?:ab)+c", "ababc", "ababc"},
           Row{"(?:ab){0}c", "c", "c"},
       }) {
    EXPECT_EQ(matched(row.regex, row.text), row.want) << row.regex << " on " << row.text;
  }
}

TEST(Pattern, RefusesWhatPythonRefuses) {
  for (const char* regex : {"(",
                            ")",
                            "a)",
                            "[",
                            "[]",
                            "[^]",
                            "*a",
                            "a**",
                            "a{2}{3}",
                            "^*",
                            "\\b+",
                            "(?:^)**",
                            "a{2,1}",
                            "\\h",
                            "\\R",
                            "\\K",
                            "\\Q",
                            "\\z",
                            "\\",
                            "\\x4",
                            "\\u12",
                            "\\400",
                            "\\1",
                            "(a\\1)",
                            "(?<=a+)",
                            "(?<=a|bc)",
                            "(?P<1>a)",
                            "(?P<a>b)(?P<a>c)",
                            "(?P=a)",
                            "(?P>a)",
                            "(?R)",
                            "(?|a)",
                            "a(?i)",
                            "(?i",
                            "(?z)",
                            "(?i-i:a)",
                            "(?-:a)",
                            "(?-a:a)",
                            "(?au:a)",
                            "(?(1)a)",
                            "(?(0)a)",
                            "(?(x)a)",
                            "(a)(?(1)a|b|c)",
                            "[b-a]",
                            "[\\d-a]",
                            "[a-\\d]",
                            "[\\8]",
                            "(?#a",
                            "(?<a>b)",
                            "(?P<a",
                            "(?<=(a)\\1)",
                            "(?<x",
                            "a{70000}",
                            "(?P<>a)"})
    EXPECT_FALSE(Pattern::parse(regex).has_value()) << regex;
}

TEST(Pattern, NumbersNamedGroups) {
  const std::string name(48, 'n');
  const auto pattern = Pattern::parse("(a)(?P<" + name + ">b(?P<c>d))");
  ASSERT_TRUE(pattern);
  ASSERT_EQ(pattern->names().size(), 2u);
  EXPECT_EQ(pattern->names()[0].name, name);
  EXPECT_EQ(pattern->names()[0].group, 2u);
  EXPECT_EQ(pattern->names()[1].group, 3u);
  EXPECT_EQ(pattern->groups(), 3u);
}

TEST(Pattern, KnowsPlainText) {
  EXPECT_EQ(Pattern::parse("cisco_ios")->plain_text(), "cisco_ios");
  for (const char* regex : {"cisco.*", "(a)", "a|b", "(?i)a", "^a"})
    EXPECT_FALSE(Pattern::parse(regex)->plain_text()) << regex;
}

}  // namespace
}  // namespace showd::textfsm
