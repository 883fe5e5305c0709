// Each transcript under tests/transcripts against its golden, through the loaded plugins; and what
// must hold for every one of them. SHOWD_REWRITE_GOLDENS=1 writes the goldens anew.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "platform/platform.hpp"
#include "plugins/interface_json.hpp"

namespace showd {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const PlatformRegistry& registry() {
  static const PlatformRegistry registry(SHOWD_TEST_PLUGINS);
  return registry;
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Case {
  fs::path raw;
  std::string platform;
  std::string command;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.raw; }

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto& entry : fs::recursive_directory_iterator(SHOWD_TRANSCRIPTS)) {
    if (entry.path().extension() != ".raw") continue;
    const fs::path folder = entry.path().parent_path();
    std::string command = folder.filename();
    std::replace(command.begin(), command.end(), '_', ' ');
    all.push_back({entry.path(), folder.parent_path().filename(), command});
  }
  std::sort(all.begin(), all.end(), [](const Case& a, const Case& b) { return a.raw < b.raw; });
  return all;
}

/// Everything that a parse says, as a golden holds it.
json parse(const Case& one, const std::string& output) {
  const Platform* platform = registry().find(one.platform);
  if (!platform) return "no such platform";
  const Parsed parsed = platform->parse(one.command, output);
  json object{{"interfaces", json::array()}, {"not_understood", json::array()}};
  for (const Interface& interface : parsed.interfaces)
    object["interfaces"].push_back(interface_json(interface));
  for (const Coverage::Note& note : parsed.coverage.notes)
    object["not_understood"].push_back(json{{"line", note.line}, {"why", note.why}});
  if (parsed.error) object["error"] = parsed.error->message;
  return object;
}

class Golden : public testing::TestWithParam<Case> {};

TEST_P(Golden, IsMet) {
  const Case& one = GetParam();
  fs::path golden = one.raw;
  golden.replace_extension(".json");
  const json now = parse(one, read(one.raw));
  if (std::getenv("SHOWD_REWRITE_GOLDENS")) std::ofstream(golden) << now.dump(1) << '\n';
  const json want = json::parse(read(golden), nullptr, false);
  ASSERT_FALSE(want.is_discarded()) << golden << " is missing or no JSON";
  EXPECT_EQ(now, want) << "difference: " << json::diff(want, now).dump(1);
}

TEST_P(Golden, CrlfEqualsLf) {
  const std::string output = read(GetParam().raw);
  std::string crlf;
  for (const char c : output) crlf += c == '\n' ? "\r\n" : std::string(1, c);
  EXPECT_EQ(parse(GetParam(), crlf), parse(GetParam(), output));
}

TEST_P(Golden, IgnoresTheLocale) {
  const std::string output = read(GetParam().raw);
  const json before = parse(GetParam(), output);
  // The C locale is of the process; without de_DE on the machine any other does.
  if (!std::setlocale(LC_ALL, "de_DE.UTF-8")) std::setlocale(LC_ALL, "");
  const json after = parse(GetParam(), output);
  std::setlocale(LC_ALL, "C");
  EXPECT_EQ(after, before);
}

/// `all` with the members of `some` over its own.
json extended(json all, const json& some) {
  all.merge_patch(some);
  return all;
}

/// A device may be cut off anywhere: what comes before the cut reads as it does in the whole. An
/// interface may lack what was cut, and the last one may seem to have less than it has.
TEST_P(Golden, ABeginningGivesABeginning) {
  const std::string output = read(GetParam().raw);
  const json whole = parse(GetParam(), output)["interfaces"];
  for (std::size_t at = output.find('\n'); at != std::string::npos;
       at = output.find('\n', at + 1)) {
    const json part = parse(GetParam(), output.substr(0, at + 1))["interfaces"];
    ASSERT_LE(part.size(), whole.size());
    for (std::size_t i = 0; i + 1 < part.size(); ++i)
      ASSERT_EQ(extended(whole[i], part[i]), whole[i]) << "cut at " << at;
  }
}

std::string test_name(const testing::TestParamInfo<Case>& info) {
  std::string name =
      info.param.platform + "_" + info.param.command + "_" + info.param.raw.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Transcripts, Golden, testing::ValuesIn(cases()), test_name);

TEST(Plugins, AreAllLoaded) {
  EXPECT_THAT(registry().refused(), testing::IsEmpty());
  for (const char* name : {"cisco_ios", "frr", "linux", "juniper_junos", "huawei_vrp"})
    EXPECT_TRUE(registry().find(name)) << name;
  EXPECT_EQ(registry().find("vtysh"), registry().find("frr"));
}

TEST(Plugins, AnotherAnswerIsNotUnderstood) {
  for (const PluginInfo& plugin : registry().plugins()) {
    if (plugin.name == "template") continue;
    const Platform* platform = registry().find(plugin.name);
    for (const auto* list : {&plugin.commands, &plugin.more_commands})
      for (const std::string& command : *list)
        for (const char* output : {"", "\n\n", "uptime is 3 days\nload 0.1\n"}) {
          const Parsed parsed = platform->parse(command, output);
          EXPECT_TRUE(parsed.error) << plugin.name << ": " << command << ": " << output;
          EXPECT_THAT(parsed.interfaces, testing::IsEmpty());
        }
  }
}

TEST(Merge, AMarkBehindANameIsNoOtherInterface) {
  const Platform* vrp = registry().find("huawei_vrp");
  ASSERT_TRUE(vrp);
  const std::string head = "Interface  PHY  Protocol InUti OutUti inErrors outErrors\n";
  const Parsed brief =
      vrp->parse("display interface brief",
                 head + "GE0/0/5(v) up down 0% 0% 1 2\nGE0/0/6(10G) up up 0% 0% 3 4\n");
  const Parsed blocks =
      vrp->parse("display interface", "GigabitEthernet0/0/5 current state : UP\nDescription:x\n");
  const auto merged = merge_interfaces({brief.interfaces, blocks.interfaces});
  ASSERT_EQ(merged.size(), 2u);
  EXPECT_EQ(merged[0].if_name, "GigabitEthernet0/0/5");
  EXPECT_EQ(merged[0].if_alias, "x");
  EXPECT_EQ(merged[0].counters->in_errors, 1u);
  EXPECT_EQ(merged[1].if_name, "GigabitEthernet0/0/6(10G)");
}

}  // namespace
}  // namespace showd
