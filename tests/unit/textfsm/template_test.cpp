#include "textfsm/template.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/textfsm/parsed.hpp"

namespace showd::textfsm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<std::string> faults_of(std::string_view source) {
  std::vector<std::string> told;
  const auto made = Template::parse(source, "t.textfsm");
  if (!made)
    for (const Fault& fault : made.error()) told.push_back(to_string(fault));
  return told;
}

TEST(Template, KnowsItsColumnsAndKeys) {
  const auto made = template_of("Value Key,Required A (x)\nValue B (y)\n\nStart\n  ^${A}\n");
  ASSERT_TRUE(made);
  EXPECT_THAT(made->columns(), ElementsAre("A", "B"));
  EXPECT_THAT(made->keys(), ElementsAre("A"));
}

TEST(Template, IsReadAsTextFsmDoes) {
  const std::string name(48, 'N');
  for (const std::string& source : {
           std::string("Value A (x)\n\nStart\n"),
           std::string("# c\r\nValue A (x)\r\n  # c\r\n\r\n# c\r\nStart\r\n # c\r\n\t^a ${A}\r\n"),
           std::string("\nStart\n  ^a$ -> Record\n"),  // without Values "$" is left alone
           std::string("Value A (x y)\n\nStart\n ^$A $$\n"),
           std::string("Value A (x)\n\nStart\n  ^a -> b -> Record\n  ^b ->\n  ^c-> d\n"),
           std::string("Value A (x)\n\nStart\n  ^a -> Next.Record Two\n\nTwo\n\nEnd\n\nEOF\n"),
           "Value " + name + " (x)\n\nStart\n  ^${" + name + "}\n",
           std::string("Value A (x)\n\nStart\n  ^a -> \xC3\xBC"
                       "2\n\n\xC3\xBC"
                       "2\n"),
       })
    EXPECT_THAT(faults_of(source), ElementsAre()) << source;
}

struct Bad {
  const char* source;
  const char* want;
};

TEST(Template, FaultsNameTheLineAndTheText) {
  constexpr const char* kExpectedValue = "t.textfsm:1: 'Start': expected 'Value [Options] NAME (";
  for (const Bad& bad : {
           Bad{"", "t.textfsm: there is no state 'Start'"},
           Bad{"Start\n  ^a\n", kExpectedValue},
           Bad{"Value A\n\nStart\n", "t.textfsm:1: 'Value A': expected"},
           Bad{"Value A  (x)\n\nStart\n", "t.textfsm:1: 'A': expected one of the options"},
           Bad{"Value Foo A (x)\n\nStart\n", "t.textfsm:1: 'Foo': expected one of the options"},
           Bad{"Value Key,Key A (x)\n\nStart\n", "t.textfsm:1: option Key is given twice"},
           Bad{"Value A (x)\nValue A (y)\n\nStart\n", "t.textfsm:2: Value 'A' is declared twice"},
           Bad{"Value Key A x\n\nStart\n",
               "t.textfsm:1: 'x': expected an expression in parentheses"},
           Bad{"Value A (x\\()\n\nStart\n", "t.textfsm:1: '(x\\()': 2 '(' and 1 ')'"},
           Bad{"Value A (x\\)\n\nStart\n  ^${A}\n", "t.textfsm:4: '(' without its ')'"},
           Bad{"Value List A (x[)\n\nStart\n", "t.textfsm:1: '[' without its ']', at '[)'"},
           Bad{"Value A (x)\nStart\n", "t.textfsm:2: 'Start': expected a Value, or a blank line"},
           Bad{"Value A (x)\n\nBegin\n", "t.textfsm: there is no state 'Start'"},
           Bad{"Value A (x)\n\nStart\n   ^a\n", "t.textfsm:4: '   ^a': expected a rule"},
           Bad{"Value A (x)\n\nStart\n  a\n", "t.textfsm:4: '  a': expected a rule"},
           Bad{"Value A (x)\n\nStart\n\n  ^a\n",
               "t.textfsm:5: '  ^a': expected the name of a state"},
           Bad{"Value A (x)\n\nStart\n\nNext\n", "t.textfsm:5: 'Next' is an action"},
           Bad{"Value A (x)\n\nStart\n\nStart\n", "t.textfsm:5: state 'Start' is declared twice"},
           Bad{"Value A (x)\n\nStart\n  ^a -> Two\n", "t.textfsm:4: there is no state 'Two'"},
           Bad{"Value A (x)\n\nStart\n\nEnd\n  ^a\n", "t.textfsm:6: state 'End' takes no rules"},
           Bad{"Value A (x)\n\nStart\n  ^${B}\n", "t.textfsm:4: '${B}': names no Value"},
           Bad{"Value A (x)\n\nStart\n  ^a$\n", "t.textfsm:4: '$': expected '${NAME}', or '$$'"},
           Bad{"Value A (x)\n\nStart\n  ^${A} ${A}\n", "t.textfsm:4: group 'A' is there already"},
           Bad{"Value A (x)\n\nStart\n  ^\\h+\n", "t.textfsm:4: unknown escape '\\h', at '\\h+'"},
           Bad{"Value A (x)\n\nStart\n  ^a -> Next.Next\n",
               "t.textfsm:4: '-> Next.Next': expected"},
           Bad{"Value A (x)\n\nStart\n  ^a -> Continue Start\n",
               "t.textfsm:4: '-> Continue Start': Con"},
           Bad{"Value A (x)\n\nStart\n  ^a -> Record \"x\"\n",
               "t.textfsm:4: '-> Record \"x\"': only Error"},
           Bad{"Value A (\xFF)\n\nStart\n", "t.textfsm:1: not valid UTF-8"},
       }) {
    const auto told = faults_of(bad.source);
    ASSERT_FALSE(told.empty()) << bad.source;
    EXPECT_THAT(told.front(), StartsWith(bad.want)) << bad.source;
  }
}

TEST(Template, TellsEveryFault) {
  EXPECT_THAT(faults_of("Value Foo A (x)\nValue B (y\n\nStart\n  ^${A}${B}\n  ^(\n  ^a -> Two\n"),
              ElementsAre(StartsWith("t.textfsm:1:"), StartsWith("t.textfsm:2:"),
                          StartsWith("t.textfsm:6:"), StartsWith("t.textfsm:7:")));
}

TEST(Template, IsBounded) {
  EXPECT_THAT(faults_of(std::string(2'000'000, '#')), ElementsAre(HasSubstr("bytes, more than")));
  std::string source = "Value A (" + std::string(30'000, 'x') + ")\n\nStart\n";
  for (int i = 0; i < 1000; ++i) source += "  ^${A}\n";
  EXPECT_THAT(faults_of(source).front(), HasSubstr("too large"));
  EXPECT_THAT(faults_of("Value A (x)\n\nStart\n  ^" + std::string(500, '(') + "\n").front(),
              HasSubstr("nested more than"));
}

TEST(Template, LintersCompileAll) {
  const auto made = template_of("Value A (x)\n\nStart\n  ^a\n  ^(?:(?:ab?c){1000}){1000}\n");
  ASSERT_TRUE(made);
  const Faults faults = made->compile_faults();
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].line, 5u);
}

}  // namespace
}  // namespace showd::textfsm
