#include "platform/plugin_gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "showd/plugin.hpp"

namespace showd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kCommands[] = {"show a", "show b", nullptr};
constexpr const char* kMore[] = {"show c", nullptr};
constexpr const char* kAliases[] = {"an_alias", nullptr};
constexpr const char* kSetup[] = {"terminal length 0", nullptr};
constexpr showd_answer kAnswers[] = {{"Press any key", "\r"}, {nullptr, nullptr}};
constexpr showd_name_form kForms[] = {{"Gi", "GigabitEthernet"}, {nullptr, nullptr}};

showd_status parse(std::uint32_t, std::string_view, Sink&) { return SHOWD_OK; }

/// A plugin without a fault, for the tests to spoil.
struct Given {
  showd_dialect dialect{.struct_size = sizeof(showd_dialect), .prompt = "[>#]"};
  showd_plugin_api api =
      SHOWD_PLATFORM("good", dialect, kCommands, parse, .more_commands = kMore, .aliases = kAliases,
                     .name_forms = kForms, .version = "1.2");
};

TEST(PluginGate, CopiesWhatFits) {
  Given given;
  given.dialect.setup = kSetup;
  given.dialect.answers = kAnswers;
  given.dialect.enable = "enable";
  given.dialect.line_end = "\r";
  const auto chain = pass_gate(&given.api);
  ASSERT_EQ(chain.size(), 1u);
  const PlatformData& data = chain[0];
  EXPECT_EQ(data.name, "good");
  EXPECT_EQ(data.version, "1.2");
  EXPECT_EQ(data.abi_major, SHOWD_ABI_MAJOR);
  EXPECT_THAT(data.commands, ElementsAre("show a", "show b"));
  EXPECT_THAT(data.more_commands, ElementsAre("show c"));
  EXPECT_THAT(data.aliases, ElementsAre("an_alias"));
  EXPECT_EQ(data.canonical("gi1"), "GigabitEthernet1");
  EXPECT_EQ(data.dialect->dialect.prompt, "[>#]");
  EXPECT_THAT(data.dialect->dialect.setup, ElementsAre("terminal length 0"));
  ASSERT_EQ(data.dialect->dialect.answers.size(), 1u);
  EXPECT_EQ(data.dialect->dialect.answers[0].pattern, "Press any key");
  EXPECT_EQ(data.dialect->dialect.answers[0].answer, "\r");
  EXPECT_EQ(data.dialect->dialect.enable, "enable");
  EXPECT_EQ(data.dialect->dialect.line_end, "\r");
}

TEST(PluginGate, FillsInTheUsual) {
  Given given;
  const Dialect dialect = pass_gate(&given.api)[0].dialect->dialect;
  EXPECT_FALSE(dialect.exec);
  EXPECT_EQ(dialect.username_prompt, "");
  EXPECT_EQ(dialect.password_prompt, "");
  EXPECT_FALSE(dialect.password_alone || dialect.shell_login);
  EXPECT_THAT(dialect.pagers, testing::Not(IsEmpty()));
  EXPECT_EQ(dialect.pager_answer, " ");
  EXPECT_THAT(dialect.login_errors, testing::Not(IsEmpty()));
  EXPECT_EQ(dialect.enable, "");
  EXPECT_EQ(dialect.enabled_prompt, "");
  EXPECT_EQ(dialect.line_end, "");
  EXPECT_THAT(dialect.errors, IsEmpty());
}

TEST(PluginGate, AnExecDialectNeedsNoPrompt) {
  Given given;
  given.dialect.prompt = nullptr;
  EXPECT_THROW((void)pass_gate(&given.api), PluginRefused);
  given.dialect.flags = SHOWD_DIALECT_EXEC;
  EXPECT_TRUE(pass_gate(&given.api)[0].dialect->dialect.exec);
}

TEST(PluginGate, FollowsTheChain) {
  Given first;
  Given second;
  second.api.name = "second";
  second.api.aliases = nullptr;
  first.api.next = &second.api;
  const auto chain = pass_gate(&first.api);
  ASSERT_EQ(chain.size(), 2u);
  EXPECT_EQ(chain[1].name, "second");
  second.api.parse = nullptr;
  EXPECT_THROW((void)pass_gate(&first.api), PluginRefused);
  second.api.next = &first.api;
  EXPECT_THROW((void)pass_gate(&second.api), PluginRefused) << "a circle";
}

TEST(PluginGate, RefusesAndNames) {
  static const std::string long_text(10'000, 'x');
  static constexpr const char* kEmpty[] = {nullptr};
  static constexpr const char* kBlank[] = {"", nullptr};
  static constexpr const char* kTwoLines[] = {"show a\nreload", nullptr};
  static constexpr const char* kReturn[] = {"show a\r", nullptr};
  static constexpr const char* kLatin1[] = {"show \xfc", nullptr};
  static constexpr const char* kUpper[] = {"Alias", nullptr};
  static const char* const kLong[] = {long_text.c_str(), nullptr};
  static const std::vector<const char*> endless(100'000, "show a");
  static constexpr showd_name_form kHalf[] = {{"Gi", nullptr}, {nullptr, nullptr}};
  static constexpr showd_name_form kDigit[] = {{"Gi1", "GigabitEthernet"}, {nullptr, nullptr}};
  static constexpr const char* kBadPattern[] = {"^% ", "(", nullptr};
  static constexpr const char* kConfigures[] = {"configure terminal", nullptr};
  static constexpr const char* kReloads[] = {"show a", "reload", nullptr};
  static constexpr const char* kPiped[] = {"show a | include b", nullptr};
  static constexpr showd_answer kBadAnswer[] = {{"[", "y"}, {nullptr, nullptr}};
  static constexpr showd_answer kMute[] = {{"Press any key", nullptr}, {nullptr, nullptr}};
  struct Spoil {
    const char* why;
    std::function<void(Given&)> how;
  };
  for (const auto& [why, how] : {
           Spoil{"ABI 2.0, this daemon speaks 1.0", [](Given& g) { g.api.abi_major = 2; }},
           {"ABI 0.0", [](Given& g) { g.api.abi_major = 0; }},
           {"ABI 1.1 is newer", [](Given& g) { g.api.abi_minor = 1; }},
           {"showd_plugin: struct_size 0", [](Given& g) { g.api.struct_size = 0; }},
           {"showd_plugin: struct_size 87", [](Given& g) { g.api.struct_size = 87; }},
           {"showd_plugin: struct_size 4294967295",
            [](Given& g) { g.api.struct_size = UINT32_MAX; }},
           {"dialect: struct_size 8", [](Given& g) { g.dialect.struct_size = 8; }},
           {"dialect: struct_size 136", [](Given& g) { g.dialect.struct_size = 136; }},
           {"dialect.flags 0x8", [](Given& g) { g.dialect.flags = 8; }},
           {"dialect is missing", [](Given& g) { g.api.dialect = nullptr; }},
           {"dialect.prompt \"\"", [](Given& g) { g.dialect.prompt = ""; }},
           {"dialect.prompt is longer", [](Given& g) { g.dialect.prompt = long_text.c_str(); }},
           {"dialect.setup[0]", [](Given& g) { g.dialect.setup = kTwoLines; }},
           {"dialect.logout[0]", [](Given& g) { g.dialect.logout = kReturn; }},
           {"dialect.answers[0].answer", [](Given& g) { g.dialect.answers = kMute; }},
           {"dialect.line_end is longer",
            [](Given& g) { g.dialect.line_end = "\r\n\r\n\r\n\r\n\r"; }},
           {"dialect.enable is more", [](Given& g) { g.dialect.enable = "enable\nreload"; }},
           {"dialect.prompt: pattern fault at offset 1: missing closing parenthesis",
            [](Given& g) { g.dialect.prompt = "("; }},
           {"dialect.username_prompt: pattern fault",
            [](Given& g) { g.dialect.username_prompt = "("; }},
           {"dialect.password_prompt: pattern fault",
            [](Given& g) { g.dialect.password_prompt = "("; }},
           {"dialect.enabled_prompt: pattern fault",
            [](Given& g) { g.dialect.enabled_prompt = "("; }},
           {"dialect.pagers[1]: pattern fault", [](Given& g) { g.dialect.pagers = kBadPattern; }},
           {"dialect.errors[1]: pattern fault", [](Given& g) { g.dialect.errors = kBadPattern; }},
           {"dialect.login_errors[1]: pattern fault",
            [](Given& g) { g.dialect.login_errors = kBadPattern; }},
           {"dialect.answers[0]: pattern fault", [](Given& g) { g.dialect.answers = kBadAnswer; }},
           {"dialect.setup: 'configure terminal' is not on the allow-list",
            [](Given& g) { g.dialect.setup = kConfigures; }},
           {"dialect.enabled_setup: 'configure terminal' is not on the allow-list",
            [](Given& g) { g.dialect.enabled_setup = kConfigures; }},
           {"dialect.logout: 'configure terminal' is not on the allow-list",
            [](Given& g) { g.dialect.logout = kConfigures; }},
           {"dialect.enable: 'configure terminal' is not on the allow-list",
            [](Given& g) { g.dialect.enable = "configure terminal"; }},
           {"commands[1]: 'reload' is not on the allow-list",
            [](Given& g) { g.api.commands = kReloads; }},
           {"commands[0]: 'show a | include b' is not on the allow-list",
            [](Given& g) {
              g.dialect.flags = SHOWD_DIALECT_EXEC;
              g.api.commands = kPiped;
            }},
           {"name is missing", [](Given& g) { g.api.name = nullptr; }},
           {"name \"\"", [](Given& g) { g.api.name = ""; }},
           {"name \"../x\"", [](Given& g) { g.api.name = "../x"; }},
           {"name is longer than 64", [](Given& g) { g.api.name = long_text.c_str(); }},
           {"commands is empty", [](Given& g) { g.api.commands = nullptr; }},
           {"commands is empty", [](Given& g) { g.api.commands = kEmpty; }},
           {"commands[0] \"\"", [](Given& g) { g.api.commands = kBlank; }},
           {"commands[0] \"show a reload\"", [](Given& g) { g.api.commands = kTwoLines; }},
           {"commands[0]", [](Given& g) { g.api.commands = kReturn; }},
           {"commands[0]", [](Given& g) { g.api.commands = kLatin1; }},
           {"commands[0] is longer", [](Given& g) { g.api.commands = kLong; }},
           {"commands has more than 256", [](Given& g) { g.api.commands = endless.data(); }},
           {"more_commands[0]", [](Given& g) { g.api.more_commands = kTwoLines; }},
           {"aliases[0] \"Alias\"", [](Given& g) { g.api.aliases = kUpper; }},
           {"name_forms[0].long_form is missing", [](Given& g) { g.api.name_forms = kHalf; }},
           {"name_forms[0].short_form \"Gi1\"", [](Given& g) { g.api.name_forms = kDigit; }},
           {"version is longer", [](Given& g) { g.api.version = long_text.c_str(); }},
           {"parse is missing", [](Given& g) { g.api.parse = nullptr; }},
       }) {
    Given given;
    how(given);
    try {
      (void)pass_gate(&given.api);
      ADD_FAILURE() << "passed the gate: " << why;
    } catch (const PluginRefused& refusal) {
      EXPECT_THAT(refusal.what(), HasSubstr(why));
    }
  }
  EXPECT_THROW((void)pass_gate(nullptr), PluginRefused);
}

}  // namespace
}  // namespace showd
