#include "config/yaml.hpp"

#include <gtest/gtest.h>

namespace showd {
namespace {

std::string error_of(std::string_view text) {
  try {
    Faults faults;
    const YamlDocument document("f", text, faults);
    (void)document.root("devices");
    faults.refuse();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Yaml, WhatIsNoUsableDocumentIsRefusedWithItsLine) {
  using namespace std::string_view_literals;
  for (const auto& [text, error] :
       {std::pair{"a: 1\nb: [1,\n"sv, "f:2: b: '[' is never closed; write ']' where the list ends"},
        {"a: 1\n b: 2\n"sv,
         "f:2: a.b: indented deeper than 'a' in line 1, which has a value already; indent both by "
         "0 blanks"},
        {"a: *b\n"sv,
         "f:1: a: '*' or '&' at the beginning of a value names another in YAML; put the value in "
         "quotes"},
        {"a:\n\t- b"sv, "f:2: a: a tab indents this line; indent with blanks: YAML takes no tabs"},
        {"a: 1\n---\nb: 2\n"sv,
         "f:2: expected one document, but a second one begins here; remove this '---', or make it "
         "a file of its own"},
        {"a: 1\nb: 2\na: 3\n"sv,
         "f:3: a: occurs twice; first in line 1; remove or rename one of the two"},
        {"x:\n  y: {b: 1,\n b: 2}\n"sv,
         "f:3: x.y.b: occurs twice; first in line 2; remove or rename one of the two"},
        {"l: [{b: 1}, {c: 1, c: 2}]"sv,
         "f:1: l[1].c: occurs twice; first in line 1; remove or rename one of the two"},
        {"[a]: b"sv,
         "f:1: expected a key, not a list or a map; put a text that begins with '{' or '[' in "
         "quotes; of a template ({{ ... }}) what it makes is read, not itself"},
        {"? {a: b}\n: c"sv,
         "f:1: expected a key, not a list or a map; put a text that begins with '{' or '[' in "
         "quotes; of a template ({{ ... }}) what it makes is read, not itself"},
        {"~: b"sv,
         "f:1: expected a key, not nothing; write a name before the colon, in quotes if it is "
         "none"},
        {"x: &a y\n*a : b"sv,
         "f:2: expected a key, not an alias; write a name before the colon, in quotes if it is "
         "none"},
        {"x: &a [*a]"sv,
         "f:1: x[0]: this alias stands inside of what it refers to; write the value out"},
        {"x: &a {b: c}\ny:\n  <<: *a"sv, "f:3: y: merge keys (<<) are not read; use groups"},
        {"a: !vault x"sv,
         "f:1: a: expected a plain value, not the tag '!vault'; remove the tag, or put a text that "
         "begins with '!' in quotes"},
        {"a: !!binary x"sv,
         "f:1: a: expected a plain value, not the tag 'tag:yaml.org,2002:binary'; remove the tag, "
         "or put a text that begins with '!' in quotes"},
        {"a: !x {}"sv,
         "f:1: a: expected a plain value, not the tag '!x'; remove the tag, or put a text that "
         "begins with '!' in quotes"},
        {"a: 1\nb: \x04\nc: 1"sv,
         "f:2: b: expected text, not the control character 0x04; remove it; if the whole file is "
         "such, it is no text"},
        {"a: \0"sv,
         "f:1: a: expected text, not the control character 0x00; remove it; if the whole file is "
         "such, it is no text"},
        {"a: 1\nb: \xff"sv, "f:2: b: expected UTF-8 text; save the file as UTF-8"},
        {"- a"sv, "f:1: expected a map (key: value), not a list"},
        {"a"sv, "f:1: expected a map (key: value), not 'a'"},
        {"--- \n"sv,
         "f:1: devices: expected a map (key: value), not an empty file; write devices: and what "
         "belongs to it"},
        {"\xef\xbb\xbf"sv,
         "f:1: devices: expected a map (key: value), not an empty file; write devices: and what "
         "belongs to it"}})
    EXPECT_EQ(error_of(text), error) << text;
  for (const char* good : {"a: 1", "{}", "---\na: 1\n...\n",
                           "\xef\xbb\xbf"
                           "a: \xc3\xa9",
                           "a: &x [1]\nb: *x\nc: *x", "a: 1\r\nb: 2\r\n", "%YAML 1.2\n---\na: b"})
    EXPECT_EQ(error_of(good), "accepted") << good;
}

TEST(Yaml, NestingIsBounded) {
  const auto nested = [](int depth) {
    std::string text = "a: ";
    for (int i = 0; i < depth; ++i) text += '[';
    return text + std::string(static_cast<std::size_t>(depth), ']');
  };
  EXPECT_EQ(error_of(nested(31)), "accepted");
  EXPECT_TRUE(
      error_of(nested(32))
          .ends_with(": expected at most 32 levels of nesting; look for brackets too many"));
  EXPECT_TRUE(
      error_of(nested(100'000))
          .ends_with(": expected at most 32 levels of nesting; look for brackets too many"));
}

TEST(Yaml, ManyLaughsAreRefused) {
  std::string text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 20; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) text += (j == 0 ? "" : ",") + before;
    text += "]\n";
  }
  EXPECT_EQ(
      error_of(text),
      "f:7: a6[2]: expected at most 4000000 values in a file, aliases counted in full; split the "
      "file");
}

TEST(Yaml, AliasesReadAsWhatTheyStandFor) {
  Faults faults;
  const YamlDocument document("f", "a: &x {k: 5}\nb: *x\nc: &y 7\nd: *y\n", faults);
  YamlMap root = document.root("a");
  YamlMap b = root.find("b")->map();
  EXPECT_EQ(b.find("k")->number(0, 9), 5u);
  EXPECT_EQ(root.find("d")->number(0, 9), 7u);
}

TEST(Yaml, ValuesAreReadStrictly) {
  Faults faults;
  const YamlDocument document("f",
                              "y: yes\nn: off\nt: true\nq: 'true'\nx: maybe\nk: 64KiB\n"
                              "l: [a, b]\ns: a\ne: ''\nlong: " +
                                  std::string(1025, 'x'),
                              faults);
  YamlMap root = document.root("y");
  EXPECT_TRUE(root.find("y")->boolean());
  EXPECT_FALSE(root.find("n")->boolean());
  EXPECT_TRUE(root.find("t")->boolean());
  EXPECT_EQ(root.find("k")->size(1, 1 << 20), 64u << 10);
  EXPECT_EQ(root.find("l")->one_or_more(2).size(), 2u);
  EXPECT_EQ(root.find("s")->one_or_more(2).front().text(), "a");
  EXPECT_FALSE(root.find("z"));
  const auto why = [&](const char* key, auto read) -> std::string {
    try {
      (void)read(*root.find(key));
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(why("x", [](const YamlValue& v) { return v.boolean(); }),
            "f:5: x: expected true or false, not 'maybe'");
  EXPECT_EQ(why("e", [](const YamlValue& v) { return v.text(); }), "f:9: e: expected text, not ''");
  EXPECT_EQ(why("long", [](const YamlValue& v) { return v.text(); }),
            "f:10: long: expected text of at most 1024 bytes, not 1025");
  EXPECT_EQ(why("l", [](const YamlValue& v) { return v.one_or_more(1); }),
            "f:7: l: expected at most 1 items, not 2");
  EXPECT_EQ(why("l", [](const YamlValue& v) { return v.items()[1].boolean(); }),
            "f:7: l[1]: expected true or false, not 'b'");
}

TEST(Yaml, HostileTextInAnErrorIsMadePrintable) {
  const std::string error = error_of("\"\\x1b[2J\\n\\u202e\": 1\n\"\\x1b[2J\\n\\u202e\": 2");
  EXPECT_EQ(error.find('\x1b'), std::string::npos) << error;
  EXPECT_EQ(error.find('\n'), std::string::npos) << error;
}

}  // namespace
}  // namespace showd
