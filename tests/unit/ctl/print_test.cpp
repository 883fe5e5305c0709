#include "ctl/print.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace showd {
namespace {

using testing::HasSubstr;

std::string printed(const Listing& listing, const View& view) {
  std::ostringstream out;
  print(out, listing, view, {});
  return out.str();
}

std::string printed(const Listing& listing, Format format) {
  return printed(listing, View{.format = format});
}

const Listing kPorts{{"device", "if_name", "speed_bps", "mtu"},
                     {{"r1", "Gi0/1", std::int64_t{1'000'000'000}, std::int64_t{1500}}}};

TEST(Print, ColumnsAreThoseAskedForInThatOrder) {
  const std::vector<std::string> asked = {"mtu", "if_name"};
  EXPECT_EQ(printed(kPorts, {.columns = asked}), " mtu  interface\n1500  Gi0/1\n");
  EXPECT_EQ(printed(kPorts, {.format = Format::csv, .columns = asked}),
            "mtu,if_name\r\n1500,Gi0/1\r\n");
  EXPECT_EQ(printed(kPorts, {.format = Format::csv, .columns = {"interface"}}),
            "if_name\r\nGi0/1\r\n")
      << "by its heading";
}

TEST(Print, AColumnThatIsNotThereIsToldWithThoseThatAre) {
  try {
    (void)printed(kPorts, {.columns = {"speed_bsp"}});
    FAIL();
  } catch (const std::invalid_argument& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("no column 'speed_bsp'; did you mean 'speed_bps'?"));
    EXPECT_THAT(fault.what(), HasSubstr("device, if_name, speed_bps, mtu"));
  }
}

TEST(Print, AMisspeltHeadingIsTold) {
  try {
    (void)printed(kPorts, {.columns = {"interfce"}});
    FAIL();
  } catch (const std::invalid_argument& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("did you mean 'interface'?"));
  }
}

TEST(Print, ATableHasItsUsualColumnsAndProgramsHaveAll) {
  constexpr std::string_view usual[] = {"if_name", "device"};
  EXPECT_EQ(printed(kPorts, {.usual = usual}), "interface  device\nGi0/1      r1\n");
  EXPECT_THAT(printed(kPorts, {.usual = usual, .wide = true}), HasSubstr("mtu"));
  EXPECT_THAT(printed(kPorts, {.format = Format::json, .usual = usual}), HasSubstr("\"mtu\":1500"));
}

TEST(Print, UnitsAreForPeopleAlone) {
  EXPECT_THAT(printed(kPorts, {}), HasSubstr(" 1G "));
  EXPECT_THAT(printed(kPorts, Format::json), HasSubstr("\"speed_bps\":1000000000"));
  EXPECT_THAT(printed(kPorts, Format::csv), HasSubstr(",1000000000,"));
}

TEST(Print, EmptyListingsStillHaveTheirHead) {
  const Listing listing{{"device", "stage"}, {}};
  EXPECT_EQ(printed(listing, Format::table), "device  stage\n");
  EXPECT_EQ(printed(listing, Format::csv), "device,stage\r\n");
  EXPECT_EQ(nlohmann::json::parse(printed(listing, Format::json)), nlohmann::json::array());
}

TEST(Print, HiddenCharactersOfJsonAreToldAndStayTheSame) {
  const std::string json = printed({{"if_alias"}, {{"a\u202Eb\u2028c"}}}, Format::json);
  EXPECT_EQ(json.find("\u202E"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(json)[0]["if_alias"], "a\u202Eb\u2028c");
}

TEST(Json, KeepsTypesAndAbsence) {
  const Listing listing{{"name", "mtu", "seconds", "none"},
                        {{"a\"\\\n\x01", std::int64_t{9'007'199'254'740'993}, 0.25, Cell()}}};
  const auto rows = nlohmann::json::parse(printed(listing, Format::json));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["name"], "a\"\\\n\x01");
  EXPECT_EQ(rows[0]["mtu"], 9'007'199'254'740'993);
  EXPECT_EQ(rows[0]["seconds"], 0.25);
  EXPECT_TRUE(rows[0]["none"].is_null());
}

TEST(Json, BrokenUtf8IsReplacedAndNotThrown) {
  const Listing listing{{"name"}, {{std::string("a\xFF")}}};
  EXPECT_EQ(nlohmann::json::parse(printed(listing, Format::json))[0]["name"], "a\xEF\xBF\xBD");
}

TEST(Csv, QuotesAsRfc4180Says) {
  const std::pair<const char*, const char*> rows[] = {
      {"plain", "plain"},
      {"a,b", "\"a,b\""},
      {"say \"hi\"", "\"say \"\"hi\"\"\""},
      {"\"", "\"\"\"\""},
      {"two\nlines", "\"two\nlines\""},
      {"", ""},
  };
  for (const auto& [text, want] : rows)
    EXPECT_EQ(printed({{"x"}, {{text}}}, Format::csv), std::string("x\r\n") + want + "\r\n");
  EXPECT_EQ(printed({{"a", "b"}, {{std::int64_t{7}, Cell()}}}, Format::csv), "a,b\r\n7,\r\n");
}

TEST(Formats, AreThree) {
  EXPECT_EQ(parse_format("csv"), Format::csv);
  for (const char* bad : {"", "JSON", "xml", "table "})
    EXPECT_THROW((void)parse_format(bad), std::invalid_argument) << bad;
}

}  // namespace
}  // namespace showd
