#include "ctl/command_line.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "ctl/help.hpp"

namespace showd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

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
  EXPECT_FALSE(line.show.since || line.show.at || line.show.limit || line.help || line.version ||
               line.verbose);
  EXPECT_EQ(parse({}).subcommand, "");
}

TEST(CommandLine, OptionsStandAnywhereBeforeTheDashes) {
  const CommandLine line = parse(
      {"-c", "x.yaml", "show", "--limit", "5", "changes", "--since=1h", "r1", "--format", "csv"});
  EXPECT_EQ(line.subcommand, "show");
  EXPECT_THAT(line.words, ElementsAre("changes", "r1"));
  EXPECT_EQ(line.config, "x.yaml");
  EXPECT_EQ(line.format, Format::csv);
  EXPECT_EQ(line.show.limit, 5u);
  EXPECT_EQ(line.show.since, "1h");
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

TEST(CommandLine, HasWhatHostsAreAskedWith) {
  const CommandLine line = parse({"run", "--platform", "cisco_ios", "--user", "ops", "--ask-pass",
                                  "--ask-enable", "--identity", "id", "--host-keys", "strict",
                                  "--legacy", "--plugins", "dir", "ssh://r2", "--", "show clock"});
  EXPECT_THAT(line.words, ElementsAre("ssh://r2"));
  EXPECT_EQ(line.platform, "cisco_ios");
  EXPECT_EQ(line.plugins, "dir");
  const HostArguments want{"ops", "id", "strict", true, true, true};
  EXPECT_EQ(line.hosts, want);
  EXPECT_FALSE(line.config_named);
  EXPECT_EQ(parse({"run"}).hosts, HostArguments());
  EXPECT_TRUE(parse({"run", "-c", "x.yaml"}).config_named);
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

TEST(CommandLine, RefusesWhatTheCommandWouldPassOver) {
  const std::pair<std::vector<std::string>, const char*> rows[] = {
      {{"hostkey", "list", "--templates", "x"}, "hostkey: no option '--templates'"},
      {{"run", "--since", "1h", "--", "show", "clock"}, "run: no option '--since'"},
      {{"check", "--limit", "5"}, "check: no option '--limit'"},
      {{"--at", "2026-01-31", "poll"}, "poll: no option '--at'"},
      {{"show", "changes", "--limt", "5"}, "show: no option '--limt'; did you mean '--limit'?"},
      {{"show", "changes", "--sinse=1h"}, "did you mean '--since'?"},
      {{"show", "-x"}, "show: no option '-x'"},
      {{"show", "changes", "--", "r1"}, "show: takes nothing behind '--'"},
      {{"--fromat", "csv"}, "no option '--fromat'"},
  };
  for (const auto& [words, want] : rows)
    EXPECT_THAT(complaint(words), HasSubstr(want)) << words.front();
  EXPECT_EQ(complaint({"shw", "--limit", "5"}), "");  // the command is the fault, told by main
}

TEST(CommandLine, ColumnsStandBetweenCommas) {
  EXPECT_THAT(parse({"show", "devices", "--columns", "device, last_ok"}).columns,
              ElementsAre("device", "last_ok"));
  EXPECT_THAT(parse({"show", "devices"}).columns, IsEmpty());
}

TEST(CommandLine, AShortenedOptionIsOneOfTheCommandsOwn) {
  EXPECT_EQ(parse({"show", "changes", "--si", "1h"}).show.since, "1h");
  EXPECT_EQ(parse({"show", "interfaces", "--lim", "7"}).show.limit, 7u);
  EXPECT_THAT(complaint({"parse", "--temp", "x"}), HasSubstr("ambiguous"));
  EXPECT_THAT(complaint({"hostkey", "list", "--temp", "x"}), HasSubstr("no option '--temp'"));
}

TEST(CommandLine, ACommandIsNoOptionsValue) {
  const CommandLine line = parse({"-c", "run", "show", "changes", "--since", "1h"});
  EXPECT_EQ(line.config, "run");
  EXPECT_EQ(line.subcommand, "show");
  EXPECT_TRUE(parse({"show", "--version"}).version);
}

TEST(CommandLine, AMissingOrWrongWordIsToldWithTheRightOnes) {
  const auto told = [](std::string_view word) -> std::string {
    constexpr std::string_view kKnown[] = {"list", "accept", "forget"};
    try {
      refuse_word("hostkey", word, kKnown);
    } catch (const UsageError& fault) {
      return fault.what();
    }
  };
  EXPECT_EQ(told(""), "hostkey: expected list, accept or forget");
  EXPECT_EQ(told("acept"),
            "hostkey: expected list, accept or forget, not 'acept'; did you mean 'accept'?");
  EXPECT_THAT(told("\x1b[2J"), Not(HasSubstr("\x1b")));
}

TEST(CommandLine, TheConfigIsThatOfTheEnvironment) {
  ASSERT_EQ(::setenv("SHOWD_CONFIG", "/tmp/lab.yaml", 1), 0);
  EXPECT_EQ(parse({"check"}).config, "/tmp/lab.yaml");
  EXPECT_EQ(parse({"check", "-c", "x.yaml"}).config, "x.yaml");
  ASSERT_EQ(::setenv("SHOWD_CONFIG", "", 1), 0);
  EXPECT_EQ(parse({"check"}).config, "/etc/showd/showd.yaml");
  ::unsetenv("SHOWD_CONFIG");
}

TEST(HelpText, FitsAnyTerminal) {
  std::vector<std::string_view> all = command_names();
  all.emplace_back("");
  for (const std::string_view command : all) {
    std::istringstream text(help_text(std::string(command)));
    for (std::string line; std::getline(text, line);) EXPECT_LE(line.size(), 80u) << line;
  }
}

TEST(HelpText, EveryCommandHasExamplesAndItsOwnOptions) {
  for (const std::string_view command : command_names()) {
    const std::string text = help_text(std::string(command));
    EXPECT_THAT(text, HasSubstr(fmt::format("\n  showctl {} ", command))) << command;
    EXPECT_THAT(text, HasSubstr("--config")) << command;
    EXPECT_EQ(text.find("--templates") != std::string::npos, command == "parse" || command == "run")
        << command;
    for (const char* other : {"--command", "--lint", "--batch"})
      EXPECT_EQ(text.find(other) != std::string::npos, command == "parse") << command << other;
    EXPECT_EQ(text.find("--since TIME") != std::string::npos, command == "show") << command;
    EXPECT_THAT(text, HasSubstr("--format ]")) << command;
  }
  EXPECT_EQ(help_text("nonsense"), help_text(""));
  for (const std::string_view command : command_names())
    EXPECT_THAT(help_text(""), HasSubstr(fmt::format("\n  showctl {} ", command)));
  EXPECT_THAT(help_text(""), HasSubstr("showctl hostkey list|accept|forget"));
  EXPECT_THAT(help_text(""), Not(HasSubstr("--limit")));
}

}  // namespace
}  // namespace showd
