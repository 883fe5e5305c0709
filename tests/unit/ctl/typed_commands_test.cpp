#include "ctl/typed_commands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace showd {
namespace {

using Words = std::vector<std::string>;

TEST(TypedCommands, AreOneOfAllWordsOrEachWordOne) {
  const std::pair<Words, Words> rows[] = {
      {{}, {}},
      {{"uptime"}, {"uptime"}},
      {{"show", "ip", "interface", "brief"}, {"show ip interface brief"}},
      {{"show ip interface brief"}, {"show ip interface brief"}},
      {{"show clock", "show version"}, {"show clock", "show version"}},
      {{"uptime", "ip -br link"}, {"uptime", "ip -br link"}},
      {{"show clock", "uptime"}, {"show clock", "uptime"}},
      {{"show", "version\nreload"}, {"show version\nreload"}},
  };
  for (const auto& [words, commands] : rows)
    EXPECT_EQ(typed_commands(words), commands) << testing::PrintToString(words);
}

}  // namespace
}  // namespace showd
