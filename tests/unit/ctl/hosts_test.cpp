#include "ctl/hosts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace showd {
namespace {

using testing::ElementsAre;

CommandLine run(std::vector<std::string> words) {
  CommandLine line;
  line.subcommand = "run";
  line.words = std::move(words);
  return line;
}

TEST(Selection, SortsHostsFromDevices) {
  const Selection both = selection_of(run({"core-*", "ssh://r2", "group=lab", "ssh://r2"}));
  EXPECT_THAT(both.terms, ElementsAre("core-*", "group=lab"));
  ASSERT_EQ(both.hosts.size(), 1u) << "each once";
  EXPECT_EQ(both.hosts.front().address, "r2");
  EXPECT_FALSE(both.is_hosts_alone());
  EXPECT_TRUE(selection_of(run({"telnet://r2"})).is_hosts_alone());
  EXPECT_FALSE(selection_of(run({})).is_hosts_alone());
}

TEST(Selection, WhatIsAboutHostsNeedsOne) {
  for (const HostArguments& arguments :
       {HostArguments{.user = "ops"}, HostArguments{.host_keys = "off"},
        HostArguments{.ask_pass = true}, HostArguments{.legacy = true}}) {
    CommandLine line = run({"r1"});
    line.hosts = arguments;
    EXPECT_THROW((void)selection_of(line), UsageError);
    line.words = {"r1", "telnet://r2"};
    EXPECT_NO_THROW((void)selection_of(line));
  }
  CommandLine line = run({"r1"});
  line.platform = "cisco_ios";
  EXPECT_THROW((void)selection_of(line), UsageError);
}

TEST(Hosts, HaveOneCredentialForEachUser) {
  const Selection selection =
      selection_of(run({"telnet://admin@r1", "telnet://r2", "telnet://r3", "telnet://ops@r4"}));
  const Credentials asked = credentials_of(selection.hosts, {.user = "ops"});
  ASSERT_EQ(asked.size(), 2u);
  EXPECT_EQ(asked.at("user admin").username, "admin");
  EXPECT_EQ(asked.at("user ops").username, "ops");
  const Credentials nobody = credentials_of(selection_of(run({"telnet://r2"})).hosts, {});
  ASSERT_EQ(nobody.size(), 1u) << "a console may ask for nothing";
  EXPECT_EQ(nobody.begin()->second.username, "");
}

}  // namespace
}  // namespace showd
