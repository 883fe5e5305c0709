#include "ctl/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace showd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

CommandLine parse(std::vector<std::string> words) {
  words.insert(words.begin(), "showctl");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return parse_command_line(static_cast<int>(argv.size()), argv.data());
}

std::string complaint(const std::vector<std::string>& words) {
  try {
    (void)parse(words);
  } catch (const UsageError& fault) {
    return fault.what();
  }
  return "";
}

TEST(CommandLine, HasDefaults) {
  const CommandLine line = parse({"show", "devices"});
  EXPECT_EQ(line.subcommand, "show");
  EXPECT_THAT(line.words, ElementsAre("devices"));
  EXPECT_EQ(line.config, "/etc/showd/showd.yaml");
  EXPECT_EQ(line.format, Format::table);
  EXPECT_FALSE(line.since || line.at || line.limit || line.help || line.version || line.verbose);
  EXPECT_EQ(parse({}).subcommand, "");
}

TEST(CommandLine, OptionsStandAnywhereBeforeTheDashes) {
  const CommandLine line = parse(
      {"-c", "x.yaml", "show", "--limit", "5", "changes", "--since=1h", "r1", "--format", "csv"});
  EXPECT_EQ(line.subcommand, "show");
  EXPECT_THAT(line.words, ElementsAre("changes", "r1"));
  EXPECT_EQ(line.config, "x.yaml");
  EXPECT_EQ(line.format, Format::csv);
  EXPECT_EQ(line.limit, 5u);
  EXPECT_EQ(line.since, "1h");
}

TEST(CommandLine, BehindTheDashesNothingIsAnOption) {
  const CommandLine line =
      parse({"run", "r1", "--format", "json", "--", "show", "--help", "--", "-c", "|", "count"});
  EXPECT_THAT(line.words, ElementsAre("r1"));
  EXPECT_THAT(line.after_dashes, ElementsAre("show", "--help", "--", "-c", "|", "count"));
  EXPECT_EQ(line.format, Format::json);
  EXPECT_FALSE(line.help);
  EXPECT_THAT(parse({"run", "--"}).after_dashes, IsEmpty());
}

TEST(CommandLine, SaysWhatIsWrong) {
  const std::pair<std::vector<std::string>, const char*> rows[] = {
      {{"show", "--format", "xml"}, "table, json or csv, not 'xml'"},
      {{"show", "--format"}, "format"},
      {{"show", "--no-such"}, "no-such"},
      {{"show", "--limit=-1"}, "--limit: expected a number of rows, 1 or more, not '-1'"},
      {{"show", "--limit", "0"}, "not '0'"},
      {{"show", "--limit", "ten"}, "not 'ten'"},
      {{"show", "--limit", "5x"}, "not '5x'"},
      {{"show", "--limit", "18446744073709551616"}, "1 or more"},
      {{"show", "--limit", "1", "--limit", "2"}, "limit"},
  };
  for (const auto& [words, want] : rows)
    EXPECT_THAT(complaint(words), HasSubstr(want)) << words.at(1);
}

TEST(HelpText, EveryCommandHasExamplesAndTheOptions) {
  for (const char* command : {"check", "run", "poll", "show", "hostkey", "plugin"}) {
    const std::string text = help_text(command);
    EXPECT_THAT(text, HasSubstr(std::string("\n  showctl ") + command)) << command;
    EXPECT_THAT(text, HasSubstr("--format")) << command;
  }
  EXPECT_EQ(help_text("nonsense"), help_text(""));
  EXPECT_THAT(help_text(""), HasSubstr("showctl hostkey list|accept|forget"));
}

}  // namespace
}  // namespace showd
