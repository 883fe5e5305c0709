#include "textfsm/index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace showd::textfsm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kIndex =
    "# a comment, with commas\n"
    "Template, Hostname, Platform, Command  # the header\n"
    "\n"
    "old.textfsm, old.*, cisco_ios, sh[[ow]] ver[[sion]]\n"
    "version.textfsm, .*, cisco_ios, sh[[ow]] ver[[sion]]\n"
    "a:b, .*, cisco_ios, show (module|slot)\n"
    "too, few\n"
    "any.textfsm, .*, cisco_.*, show any\n"
    "xe.textfsm, .*, cisco_ios_xe, show any\n"
    "empty.textfsm, , , show empty\n";

std::string found(const Index& index, const Attributes& attributes) {
  Scratch scratch;
  const Index::Row* const row = index.find(attributes, scratch);
  const Index::Row* const again = index.find(attributes, scratch);
  EXPECT_EQ(row, again);
  return row == nullptr ? "-" : row->templates.front();
}

TEST(Index, TheFirstRowThatMatchesWins) {
  const auto index = Index::parse(kIndex, "index");
  ASSERT_TRUE(index) << to_string(index.error().front());
  struct Row {
    const char* platform;
    const char* command;
    const char* want;
  };
  for (const Row& row : {
           Row{"cisco_ios", "show version", "old.textfsm"},
           Row{"cisco_ios", "sh ver", "old.textfsm"},
           Row{"cisco_ios", "show version | include x", "old.textfsm"},
           Row{"cisco_ios", "show module", "a"},
           Row{"cisco_ios", "sho", "-"},
           Row{"cisco_nxos", "show any", "any.textfsm"},
           Row{"cisco_ios_xe", "show any", "any.textfsm"},
           Row{"cisco_ios_xe", "show version", "old.textfsm"},  // matched at the start only
           Row{"juniper", "show empty", "empty.textfsm"},
           Row{"", "show empty", "empty.textfsm"},
           Row{"\xFF", "show empty", "-"},
       })
    EXPECT_EQ(found(*index, {{"Command", row.command}, {"Platform", row.platform}}), row.want)
        << row.platform << ": " << row.command;
  EXPECT_EQ(found(*index, {{"Command", "sh ver"}, {"Platform", "cisco_ios"}, {"Hostname", "r1"}}),
            "version.textfsm");
  EXPECT_EQ(found(*index, {{"Command", "sh ver"}, {"Unknown", "x"}}), "old.textfsm");
  EXPECT_THAT(index->rows()[2].templates, ElementsAre("a", "b"));
}

TEST(Index, SaysWhichLinesItIgnores) {
  const auto index = Index::parse(kIndex, "index");
  ASSERT_EQ(index->ignored_lines().size(), 1u);
  EXPECT_EQ(index->ignored_lines()[0].line, 7u);
}

TEST(Index, CompletesWords) {
  const auto index = Index::parse("Template, Command\nt, a[[b\xC3\xBC]]$\n", "index");
  for (const char* command : {"a", "ab", "ab\xC3\xBC"})
    EXPECT_EQ(found(*index, {{"Command", command}}), "t") << command;
  EXPECT_EQ(found(*index, {{"Command", "ac"}}), "-");
}

TEST(Index, FaultsNameTheLine) {
  struct Bad {
    const char* source;
    const char* want;
  };
  for (const Bad& bad : {
           Bad{"", "index: no header"},
           Bad{"# only comments\n\n", "index: no header"},
           Bad{"Platform, Command\n", "index:1: 'Platform, Command': expected a column 'Template'"},
           Bad{"Template, A, A\n", "index:1: column 'A' is there twice"},
           Bad{"Template, Command\nt, show (\n", "index:2: Command: '(' without its ')'"},
           Bad{"Template, Command\nt, \xFF\n", "index: not valid UTF-8"},
       }) {
    const auto index = Index::parse(bad.source, "index");
    ASSERT_FALSE(index) << bad.source;
    EXPECT_THAT(to_string(index.error().front()), HasSubstr(bad.want)) << bad.source;
  }
}

}  // namespace
}  // namespace showd::textfsm
