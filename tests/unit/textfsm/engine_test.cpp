#include "textfsm/engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "unit/textfsm/parsed.hpp"

namespace showd::textfsm {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kAandB = "Value A (\\S+)\nValue B (\\d+)\n\nStart\n";

struct Row {
  const char* values;
  const char* rules;
  const char* text;
  const char* want;
};

void check(const Row& row) {
  const std::string source = std::string(row.values) + "\nStart\n" + row.rules;
  EXPECT_EQ(parsed(source, row.text), row.want) << source << "\n--- on\n" << row.text;
}

TEST(Engine, SavesWhatWasMatched) {
  constexpr const char* kValues = "Value A (\\w+)\nValue B (\\d+)\n";
  for (const Row& row : {
           Row{kValues, "  ^a ${A} -> Record", "a x\na y", "A=x B=; A=y B="},
           Row{kValues, "  ^a ${A}\n  ^b ${B} -> Record", "a x\nb 1\nb 2", "A=x B=1; A= B=2"},
           Row{kValues, "  ^a ${A}", "a x", "A=x B="},   // at the end
           Row{kValues, "  ^a ${A}\n\nEOF", "a x", ""},  // but not here
           Row{kValues, "  ^a ${A}\n  ^s -> EOF", "a x\ns\na y", "A=x B="},
           Row{kValues, "  ^a ${A}\n  ^s -> End", "a x\ns", ""},
           Row{kValues, "  ^a ${A}\n  ^s -> Record End", "a x\ns", "A=x B="},
           Row{kValues, "  ^r -> Record\n  ^a ${A}", "a x\nr\nr",
               "A=x B="},  // an empty one is none
           Row{kValues, "  ^${A} -> Continue\n  ^\\w+ ${B} -> Record", "x 1\ny 2",
               "A=x B=1; A=y B=2"},
           Row{kValues, "  ^a ${A} -> Two\n\nTwo\n  ^${A} -> Record Start", "a x\na y", "A=a B="},
           Row{kValues, "  ^a -> Continue.Record\n  ^a ${A}", "a x\na y", "A=x B=; A=y B="},
           Row{kValues, "  ^(${A})?;b ${B} -> Record\n  ^${A}", "x\n;b 1", "A= B=1"},
           Row{kValues, "  ^${A}$$ -> Record", "x \nx", "A=x B="},
           Row{kValues, "  ^a ${A} -> Record",
               "a x\va y\fa z\ra u\x1e"
               "a v\xC2\x85"
               "a w\xE2\x80\xA8"
               "a t",
               "A=x B=; A=y B=; A=z B=; A=u B=; A=v B=; A=w B=; A=t B="},
       })
    check(row);
}

TEST(Engine, OptionsOfValues) {
  for (const Row& row : {
           Row{"Value Filldown A (\\w)\nValue B (\\d)\n", "  ^a ${A}\n  ^b ${B} -> Record",
               "a x\nb 1\nb 2", "A=x B=1; A=x B=2; A=x B="},
           Row{"Value Filldown A (\\w)\nValue Required B (\\d)\n", "  ^a ${A}\n  ^b ${B} -> Record",
               "a x\nb 1", "A=x B=1"},
           Row{"Value Filldown A (\\w)\nValue B (\\d)\n",
               "  ^a ${A}\n  ^b ${B} -> Record\n  ^c -> Clearall", "a x\nc\nb 1", "A= B=1"},
           Row{"Value Filldown A (\\w)\nValue B (\\d)\n", "  ^a ${A}\n  ^b ${B}\n  ^c -> Clear",
               "a x\nb 1\nc", "A=x B="},
           Row{"Value Required A (\\w*)\nValue B (\\d)\n", "  ^a ${A};b ${B} -> Record",
               "a ;b 1\na x;b 2", "A=x B=2"},
           Row{"Value A (\\w)\nValue Fillup B (\\d)\n", "  ^a ${A} -> Record\n  ^b ${B}",
               "a x\na y\nb 1\na z", "A=x B=1; A=y B=1; A=z B=1"},
           Row{"Value A (\\w)\nValue List B (\\d)\n", "  ^a ${A}\n  ^b ${B}\n  ^r -> Record",
               "a x\nb 1\nb 2\nr\na y\nr", "A=x B=[1, 2]; A=y B=[]"},
           Row{"Value A (\\w)\nValue List B (\\d)\n", "  ^a ${A}( ${B})?$$", "a x 1\na y",
               "A=y B=[1, None]"},
           Row{"Value List,Filldown A (\\w)\nValue B (\\d)\n", "  ^a ${A}\n  ^b ${B} -> Record",
               "a x\nb 1\na y\nb 2", "A=[x] B=1; A=[x, y] B=2; A=[x, y] B="},
           Row{"Value Required,List A (\\w*)\nValue B (\\d)\n", "  ^a ${A}\n  ^b ${B} -> Record",
               "a x\na \nb 1", ""},
           Row{"Value List,Required A (\\w*)\nValue B (\\d)\n", "  ^a ${A}\n  ^b ${B} -> Record",
               "a x\na \nb 1", "A=[x, ] B=1"},
           Row{"Value A (\\w)\nValue Fillup,List B (\\d)\n", "  ^a ${A} -> Record\n  ^b ${B}",
               "a x\nb 1", "A=x B=1; A= B=[1]"},
           Row{"Value List B ((?P<k>\\w)=(?P<v>\\S+)?)\n", "  ^${B}",
               "a=it's\nb=", "B=[{'k': 'a', 'v': \"it's\"}, {'k': 'b', 'v': None}]"},
           Row{"Value List B ((?P<k>\\w)=\\d)\nValue A (\\w+)\n", "  ^${B} ${A}", "a=1 xyz",
               "B=[{'k': 'a'}] A=xyz"},
           Row{"Value List B ((\\w)=\\d)\n", "  ^${B}", "a=1", "B=[a=1]"},
       })
    check(row);
}

TEST(Engine, KeepsGroupsApart) {
  const auto source = template_of("Value List B ((?P<k>\\w)=(?P<v>\\d)?)\n\nStart\n  ^${B}\n");
  Scratch scratch;
  const auto records = parse(source, Text("a="), scratch);
  ASSERT_TRUE(records);
  const auto& groups = std::get<std::vector<Group>>(std::get<Items>(records->rows[0][0])[0]);
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].text, "a");
  EXPECT_EQ(groups[1].text, std::nullopt);
}

TEST(Engine, ErrorsNameTemplateAndLine) {
  EXPECT_EQ(parsed(std::string(kAandB) + "  ^a ${A} -> Record\n  ^. -> Error", "a x\nzz"),
            "error: t:6: Error on input line 2: 'zz'");
  EXPECT_EQ(parsed(std::string(kAandB) + "  ^. -> Error \"no such line\"", "zz"),
            "error: t:5: Error \"no such line\" on input line 1: 'zz'");
  EXPECT_THAT(parsed("Value List B ((a)=\\d)\n\nStart\n  ^x(${B})?", "x"),
              StartsWith("error: t:1: "));
}

TEST(Engine, ReadsAnyBytes) {
  constexpr const char* kAll = "Value A (.*)\n\nStart\n  ^${A} -> Record\n";
  EXPECT_EQ(parsed(kAll, ""), "");
  EXPECT_EQ(parsed(kAll, std::string("a\0b", 3)), std::string("A=a\0b", 5));
  EXPECT_EQ(parsed(kAll,
                   "a\xFF"
                   "b\xC3"),
            "A=a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_EQ(parsed("Value A (\\w+)\n\nStart\n  ^${A}\\s\\d -> Record\n",
                   "\xC3\xBC"
                   "ber\xC2\xA0\xD9\xA3"),
            "A=\xC3\xBC"
            "ber");
}

TEST(Engine, GivesHopelessMatchesUp) {
  const auto source =
      template_of("Value A (x)\n\nStart\n  ^(a*)*b\n  ^a+c${A}?\n  ^(\\s*-*)*\\s*$$\n");
  Scratch scratch;
  const auto records = parse(source, Text("ok\n" + std::string(40, '-') + "  -   - x\n"), scratch);
  ASSERT_TRUE(records);
  ASSERT_EQ(records->hopeless.size(), 1u);
  EXPECT_EQ(records->hopeless[0].rule_line, 6u);
  EXPECT_EQ(records->hopeless[0].input_line, 2u);
}

TEST(Engine, GivesAHopelessTextUp) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += std::string(40, '-') + "  -   - x\n";
  EXPECT_THAT(parsed("Value A (x)\n\nStart\n  ^(\\s*-*)*\\s*$$\n", text),
              StartsWith("error: t:4: given up on input line 256"));
}

TEST(Engine, GivesRecordsUpThatGrowWithoutBound) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "a\n";
  EXPECT_THAT(parsed("Value Filldown,List A (\\w)\n\nStart\n  ^${A} -> Record\n", text),
              HasSubstr("too much memory"));
}

/// A template, and a text that has its rules matched many times.
constexpr const char* kShared =
    "Value Required NAME (\\S+)\nValue List ADDRESS (\\d+(?:\\.\\d+){3})\nValue STATE (up|down)\n\n"
    "Start\n  ^\\S -> Continue.Record\n  ^${NAME} is ${STATE}\\s*$$\n  ^\\s+address ${ADDRESS}\n  "
    "^. -> Error\n";

std::string shared_text() {
  std::string text;
  for (int i = 0; i < 2'000; ++i)
    text += fmt::format("port{} is {}\n  address 10.0.{}.{}\n", i, i % 3 == 0 ? "up" : "down",
                        i / 256, i % 256);
  return text;
}

TEST(Engine, ManyThreadsShareATemplate) {
  const std::string text = shared_text();
  const std::string want = parsed(kShared, text);
  EXPECT_THAT(want, HasSubstr("NAME=port1999 ADDRESS=[10.0.7.207] STATE=down"));
  const TemplatePtr source = template_of(kShared);
  std::vector<std::string> got(8);
  {
    std::vector<std::jthread> threads;
    for (std::string& mine : got)
      threads.emplace_back([&mine, &source, &text] {
        Scratch scratch;
        auto records = parse(source, Text(text), scratch);
        if (records) mine = shown(Table(std::move(*records)));
      });
  }
  for (const std::string& one : got) EXPECT_EQ(one, want);
}

}  // namespace
}  // namespace showd::textfsm
