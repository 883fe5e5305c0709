#include "persona.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <stdexcept>

namespace showd::simulator {
namespace {

using ::testing::HasSubstr;

constexpr const char* kSmall = R"(platform: test
hostname: "r{index}"
modes: {user: "{hostname}>"}
login: {username: "u:", password: "p:"}
errors: {unknown: "?\n"}
interfaces:
  - {name: "e{n}", count: 2}
commands:
  show: {each: "{name}\n"}
)";

std::string error_of(const std::string& yaml) {
  try {
    (void)parse_persona(yaml, "x.yaml");
  } catch (const std::invalid_argument& bad) {
    return bad.what();
  }
  return "no error";
}

std::string with(const std::string& from, const std::string& to) {
  std::string yaml = kSmall;
  const std::size_t at = yaml.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return yaml.replace(at, from.size(), to);
}

TEST(Persona, TheShippedOnesAreRead) {
  for (const char* name : {"cisco_ios", "juniper_junos", "huawei_vrp"})
    EXPECT_EQ(load_persona(std::string(PERSONAS) + "/" + name + ".yaml").platform, name);
}

TEST(Persona, ErrorsNameFileLineAndKey) {
  EXPECT_EQ(error_of(kSmall), "no error");
  for (const auto& [from, to, want] :
       {std::tuple{"platform: test", "platfrom: test", "x.yaml:1: platform: missing"},
        {"hostname: \"r{index}\"", "hostname: \"r{indx}\"",
         "x.yaml:2: hostname: unknown placeholder {indx}"},
        {"count: 2", "count: two", "x.yaml:7: count: expected a number"},
        {"count: 2", "cuont: 2", "x.yaml:7: cuont: unknown key in interfaces"},
        {"count: 2", "admin: maybe", "x.yaml:7: admin: expected up or down"},
        {"count: 2", "prefix_length: 33", "x.yaml:7: prefix_length: at most 32"},
        {"each: \"{name}\\n\"", "to: nowhere", "x.yaml:9: to: no mode nowhere"},
        {"each: \"{name}\\n\"", "text: \"{user}\"", "x.yaml:9: user: not in the output"},
        {"each: \"{name}\\n\"", "file: not-there.txt",
         "x.yaml:9: file: not-there.txt: cannot be read"},
        {"{unknown: \"?\\n\"}", "{denied: no}", "x.yaml:5: unknown: missing"},
        {"platform: test", "platform: [", "x.yaml:"}})
    EXPECT_THAT(error_of(with(from, to)), HasSubstr(want)) << to;
  EXPECT_THAT(error_of("[1, 2]"), HasSubstr("x.yaml:1: expected a map"));
  EXPECT_THROW((void)load_persona("/not/there.yaml"), std::invalid_argument);
}

TEST(Persona, ATranscriptFileIsNotATemplate) {
  const std::string folder = ::testing::TempDir();
  std::ofstream(folder + "/out.txt") << "a {name} }\r\nb\n";
  std::ofstream(folder + "/p.yaml") << with("each: \"{name}\\n\"", "file: out.txt");
  const Persona persona = load_persona(folder + "/p.yaml");
  const std::vector<std::string> fields(persona.names.size(), "filled");
  EXPECT_EQ(persona.commands.at(0).header.render(fields), "a {name} }\r\nb\r\n");
}

}  // namespace
}  // namespace showd::simulator
