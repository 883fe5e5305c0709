#include "base/log_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>

#include "base/utf8.hpp"

namespace showd::log {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;

/// What a hostile device may call itself, or say.
const std::string kHostile[] = {
    "plain",
    "two words",
    "a=b",
    R"(say "no")",
    R"(back\slash)",
    R"(\" level=error msg=\"forged)",
    "first\nlevel=error msg=second",
    "first\r\nPRIORITY=0",
    std::string("nul\0inside", 10),
    "bad\xff\xfeutf8",
    "cut\xe2\x82",
    "\x1b[31mred",
    "right\u202eleft",
    "line\u2028separator",
    R"(","level":"error","x":")",
    "}{",
    "a,b",
    "=",
    "\"",
    "\\",
    "{}",
    "%s%n",
    "",
};

/// The inverse of as_logfmt, by its documentation; throws on what is not so formed.
std::map<std::string, std::string> logfmt_read(const std::string& line) {
  static const std::regex pair(R"re((\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s="\\]+))(?: |$))re");
  std::map<std::string, std::string> all;
  for (auto at = line.begin(); at != line.end();) {
    std::smatch found;
    if (!std::regex_search(at, line.end(), found, pair, std::regex_constants::match_continuous))
      throw std::runtime_error("no logfmt: " + line);
    const std::string inner = std::regex_replace(found[2].str(), std::regex(R"(\\(.))"), "$1");
    if (!all.emplace(found[1], found[3].matched ? found[3].str() : inner).second)
      throw std::runtime_error("twice: " + line);
    at = found[0].second;
  }
  return all;
}

class LogLineTest : public testing::Test {
 protected:
  LogLineTest() {
    ::setenv("TZ", "UTC-2", 1);
    ::tzset();
  }
  ~LogLineTest() override {
    ::unsetenv("TZ");
    ::tzset();
  }
  Line line(const About& about, std::string_view message) {
    return {Level::warning, about, message, 1'700'000'000'007};
  }
  const About failed{.event = Event::device_failed,
                     .device = "r1",
                     .inventory = "core",
                     .stage = "connect",
                     .result = "timeout",
                     .run = 12};
};

TEST_F(LogLineTest, EachFormHasTheSameWords) {
  const Line told = line(failed, "r1: no answer");
  EXPECT_EQ(as_text(told), "2023-11-15T00:13:20.007+02:00 warning r1: no answer");
  EXPECT_EQ(as_text(told, true),
            "2023-11-15T00:13:20.007+02:00 \x1b[33mwarning\x1b[m r1: no answer");
  EXPECT_EQ(as_logfmt(told),
            "time=2023-11-15T00:13:20.007+02:00 level=warning msg=\"r1: no answer\" "
            "event=device_failed device=r1 inventory=core stage=connect result=timeout run=12");
  EXPECT_EQ(as_json(told),
            R"({"time":"2023-11-15T00:13:20.007+02:00","level":"warning","msg":"r1: no answer",)"
            R"("event":"device_failed","device":"r1","inventory":"core","stage":"connect",)"
            R"("result":"timeout","run":12})");
  EXPECT_THAT(as_journal_fields(told),
              ElementsAre("MESSAGE=r1: no answer", "PRIORITY=4",
                          "MESSAGE_ID=" + std::string(kind_of(Event::device_failed)->message_id),
                          "EVENT=device_failed", "DEVICE=r1", "INVENTORY=core", "STAGE=connect",
                          "RESULT=timeout", "RUN=12"));
}

TEST_F(LogLineTest, ALineAboutNothingHasNoFields) {
  const Line told = line({}, "stopped");
  EXPECT_EQ(as_logfmt(told), "time=2023-11-15T00:13:20.007+02:00 level=warning msg=stopped");
  EXPECT_THAT(as_journal_fields(told), ElementsAre("MESSAGE=stopped", "PRIORITY=4"));
}

TEST_F(LogLineTest, EachMemberOfAListIsFound) {
  const std::vector<std::string> devices = {"r1", "r2"};
  const Line told = line({.devices = devices}, "two");
  EXPECT_THAT(as_journal_fields(told), IsSupersetOf({"DEVICE=r1", "DEVICE=r2"}));
  EXPECT_EQ(logfmt_read(as_logfmt(told))["devices"], "r1,r2");
  EXPECT_EQ(nlohmann::json::parse(as_json(told))["devices"], nlohmann::json({"r1", "r2"}));
}

TEST_F(LogLineTest, ALongListIsCutToWhatTheJournalTakes) {
  const std::vector<std::string> devices(2'000, "r");
  EXPECT_LE(as_journal_fields(line({.devices = devices}, "many")).size(), 1'024u);
}

TEST_F(LogLineTest, NoValueForgesALineOrAField) {
  for (const std::string& hostile : kHostile) {
    About about = failed;
    about.interface = hostile;
    const std::string shown = printable(hostile, 512);
    const Line told = line(about, hostile);

    std::map<std::string, std::string> want = {{"time", "2023-11-15T00:13:20.007+02:00"},
                                               {"level", "warning"},
                                               {"msg", shown},
                                               {"event", "device_failed"},
                                               {"device", "r1"},
                                               {"inventory", "core"},
                                               {"stage", "connect"},
                                               {"result", "timeout"},
                                               {"run", "12"}};
    if (!shown.empty()) want["interface"] = shown;
    EXPECT_EQ(logfmt_read(as_logfmt(told)), want) << hostile;

    const auto json = nlohmann::json::parse(as_json(told));
    EXPECT_EQ(json.size(), want.size()) << hostile;
    for (const auto& [name, value] : want)
      EXPECT_EQ(name == "run" ? json[name].dump() : json[name].get<std::string>(), value)
          << hostile;

    EXPECT_EQ(as_journal_fields(told).size(), want.size()) << hostile;  // no time, a MESSAGE_ID
    EXPECT_EQ(as_text(told), "2023-11-15T00:13:20.007+02:00 warning " + shown);
    for (const std::string& one : {as_text(told), as_logfmt(told), as_json(told)})
      EXPECT_TRUE(is_valid_utf8(one) && one.find('\n') == std::string::npos) << one;
  }
}

TEST_F(LogLineTest, ALongValueIsCutAndStillWhole) {
  const std::string quotes(100'000, '"');
  About about = failed;
  about.device = quotes;
  const Line told = line(about, quotes);
  EXPECT_LT(as_json(told).size(), 12'000u);
  EXPECT_EQ(nlohmann::json::parse(as_json(told))["level"], "warning");
  EXPECT_EQ(logfmt_read(as_logfmt(told))["level"], "warning");
}

TEST(LogNames, AreReadAsTheyAreWritten) {
  for (const Level level : {Level::debug, Level::info, Level::warning, Level::error})
    EXPECT_EQ(level_from_string(to_string(level)), level);
  EXPECT_EQ(format_from_string("json"), Format::json);
  for (const char* bad : {"", "JSON", "verbose", "warn"}) {
    EXPECT_EQ(level_from_string(bad), std::nullopt) << bad;
    EXPECT_EQ(format_from_string(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace showd::log
