#include "cli.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace showd::simulator {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class CliTest : public ::testing::Test {
 protected:
  explicit CliTest(const char* persona = "cisco_ios")
      : persona_(load_persona(std::string(PERSONAS) + "/" + persona + ".yaml")) {}

  std::string take() {
    std::string out = cli_.output().bytes;
    cli_.output().clear();
    return out;
  }
  std::string type(std::string_view text) {
    cli_.feed(text);
    return take();
  }
  std::string begin() {
    cli_.start();
    return take();
  }

  Persona persona_;
  Settings settings_;
  DeviceState device_{persona_, 7, "127.0.0.1", 0};
  Cli cli_{device_, settings_, Cli::Entry::authenticated, "admin"};
};

TEST_F(CliTest, EchoesAndAnswersAbbreviations) {
  EXPECT_THAT(begin(), EndsWith("R7>"));
  EXPECT_EQ(type("ter len 0\r"), "ter len 0\r\nR7>");
  for (const char* line : {"show ip interface brief", "sh ip int br", "SHOW IP INTERFACE BRIEF"}) {
    const std::string out = type(std::string(line) + "\r\n");
    EXPECT_THAT(out, StartsWith(std::string(line) + "\r\nInterface       ")) << line;
    EXPECT_THAT(out, HasSubstr("\r\nGigabitEthernet2/0         unassigned      YES NVRAM  "
                               "administratively down down\r\n"))
        << line;
  }
}

TEST_F(CliTest, SaysWhatItDoesNotUnderstand) {
  begin();
  EXPECT_EQ(type("show foo\r"),
            "show foo\r\n        ^\r\n% Invalid input detected at '^' marker.\r\n\r\nR7>");
  EXPECT_THAT(type("sh i\r"), HasSubstr("% Ambiguous command:  \"sh i\""));
  EXPECT_THAT(type("show ip\r"), HasSubstr("% Incomplete command."));
  EXPECT_THAT(type("configure terminal\r"), HasSubstr("% Invalid input"));  // not in this mode
  EXPECT_EQ(type("\r\n"), "\r\nR7>");
}

TEST_F(CliTest, PagesUntilTold) {
  begin();
  std::string out = type("show interfaces\r");
  EXPECT_THAT(out, EndsWith(" --More-- "));
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1 + 23);
  out = type(" ");
  EXPECT_THAT(out, StartsWith(persona_.pager.eraser));
  EXPECT_THAT(out, EndsWith(" --More-- "));
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 23);
  out = type("\r");
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1);
  EXPECT_EQ(type("q"), persona_.pager.eraser + "R7>");
  type("terminal length 0\r");
  EXPECT_THAT(type("show interfaces\r"), Not(HasSubstr("--More--")));
}

TEST_F(CliTest, ThePagedTextIsTheWholeText) {
  begin();
  std::string paged = type("show interfaces\r");
  while (paged.ends_with(" --More-- ")) {
    paged.erase(paged.size() - 10);
    std::string next = type(" ");
    ASSERT_THAT(next, StartsWith(persona_.pager.eraser));
    paged += next.substr(persona_.pager.eraser.size());
  }
  type("terminal length 0\r");
  EXPECT_EQ(paged, type("show interfaces\r"));
}

TEST_F(CliTest, EnableWantsItsSecretAndDoesNotEchoIt) {
  begin();
  EXPECT_THAT(type("enable\r"), EndsWith("\r\nPassword: "));
  EXPECT_EQ(type("wrong\r"), "\r\n% Access denied\r\n\r\nR7>");
  type("ena\r");
  EXPECT_EQ(type("secret\r"), "\r\nR7#");
  EXPECT_THAT(type("configure terminal\r"), EndsWith("R7(config)#"));
  EXPECT_THAT(type("end\r"), EndsWith("R7#"));
  EXPECT_FALSE(cli_.closed());
  type("exit\r");
  EXPECT_TRUE(cli_.closed());
}

TEST_F(CliTest, DelaysKeepTypedAheadInput) {
  settings_.command_delay = std::chrono::milliseconds(20);
  begin();
  EXPECT_EQ(type("show privilege\rshow clock\r"), "show privilege\r\n");
  ASSERT_EQ(cli_.delay(), std::chrono::milliseconds(20));
  cli_.resume();
  EXPECT_THAT(take(), AllOf(HasSubstr("% Invalid input"), EndsWith("R7>show clock\r\n")));
  ASSERT_TRUE(cli_.delay().has_value());
  cli_.resume();
  EXPECT_THAT(take(), HasSubstr(" UTC\r\nR7>"));
  EXPECT_FALSE(cli_.delay().has_value());
}

TEST_F(CliTest, EveryCharacterIsItsOwnPacketWhenThePersonaSaysSo) {
  begin();
  cli_.feed("abc");
  EXPECT_THAT(cli_.output().cuts, ::testing::ElementsAre(1, 2, 3));
}

TEST_F(CliTest, AnySplitOfTheInputGivesTheSameOutput) {
  const std::string input =
      "sh ip int br\r\nfoo\b\bx\r\nsh int\r\n \rq\x15\r\nena\r\nsecret\r\nsh ver\r\n";
  begin();
  const std::string whole = type(input);
  for (std::size_t cut = 1; cut < input.size(); ++cut) {
    Cli other(device_, settings_, Cli::Entry::authenticated, "admin");
    other.start();
    other.output().clear();
    other.feed(input.substr(0, cut));
    other.feed(input.substr(cut));
    EXPECT_EQ(other.output().bytes, whole) << cut;
  }
}

TEST_F(CliTest, WhoTypesWithoutEndIsCutOff) {
  settings_.command_delay = std::chrono::milliseconds(1);
  begin();
  type("show clock\r");
  for (int i = 0; i < 70 && !cli_.closed(); ++i) cli_.feed(std::string(1024, 'x'));
  EXPECT_TRUE(cli_.closed());
}

TEST_F(CliTest, BriefAndFullFollowTheState) {
  const auto port = device_.find("gi0/1", true);
  ASSERT_TRUE(port.has_value());
  const auto brief = [&] {
    return run_once(device_, settings_, "", "show ip interface brief").text;
  };
  const auto full = [&] { return run_once(device_, settings_, "", "show interfaces Gi0/1").text; };
  EXPECT_THAT(full(), StartsWith("GigabitEthernet0/1 is up, line protocol is up"));
  EXPECT_EQ(device_.set(*port, "oper", "down"), "");
  EXPECT_THAT(full(), StartsWith("GigabitEthernet0/1 is down, line protocol is down"));
  EXPECT_THAT(brief(), HasSubstr("GigabitEthernet0/1         10.7.1.1        YES NVRAM  down  "));
  EXPECT_EQ(device_.set(*port, "admin", "down"), "");
  EXPECT_EQ(device_.set(*port, "oper", "up"), "");
  EXPECT_THAT(full(),
              StartsWith("GigabitEthernet0/1 is administratively down, line protocol is down"));
  EXPECT_EQ(device_.set(*port, "admin", "up"), "");
  EXPECT_THAT(full(), StartsWith("GigabitEthernet0/1 is up, line protocol is up"));
  EXPECT_EQ(device_.interfaces()[*port].changes, 3u);
  EXPECT_EQ(device_.set(*port, "in_octets", "18446744073709551615"), "");
  EXPECT_THAT(full(), HasSubstr("packets input, 18446744073709551615 bytes"));
  for (const auto& [fact, value] : {std::pair{"admin", "sideways"},
                                    {"mtu", "65536"},
                                    {"mtu", "-1"},
                                    {"in_octets", "18446744073709551616"},
                                    {"colour", "red"}})
    EXPECT_NE(device_.set(*port, fact, value), "") << fact << " " << value;
}

class JunosCliTest : public CliTest {
 protected:
  JunosCliTest() : CliTest("juniper_junos") {}
};

TEST_F(JunosCliTest, SpeaksJunos) {
  EXPECT_THAT(begin(), EndsWith("\r\nadmin@mx7> "));
  EXPECT_THAT(type("show interfaces extensive\r"), EndsWith("---(more)---"));
  type("q");
  EXPECT_THAT(type("show interfaces extensive | no-more\r"), Not(HasSubstr("(more)")));
  EXPECT_THAT(type("show interfaces terse | no-more\r"),
              HasSubstr("\r\nge-0/0/1.0              up    up   inet     10.7.1.1/24\r\n"));
  EXPECT_THAT(type("show nothing\r"), HasSubstr("^\r\nunknown command.\r\n"));
}

class VrpCliTest : public CliTest {
 protected:
  VrpCliTest() : CliTest("huawei_vrp") {}
};

TEST_F(VrpCliTest, SpeaksVrp) {
  EXPECT_THAT(begin(), EndsWith("<AR7>"));
  EXPECT_THAT(type("screen-length 0 temporary\r"), EndsWith("<AR7>"));
  EXPECT_THAT(type("dis int b\r"), HasSubstr("\r\nGigabitEthernet0/2/0        *down down "));
  EXPECT_THAT(type("show version\r"),
              HasSubstr("Error: Unrecognized command found at '^' position."));
  EXPECT_THAT(type("system-view\r"), EndsWith("[AR7]"));
}

}  // namespace
}  // namespace showd::simulator
