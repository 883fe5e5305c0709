#include "ctl/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace showd {
namespace {

std::string printed(const Listing& listing, Format format) {
  std::ostringstream out;
  print(out, listing, format);
  return out.str();
}

TEST(Table, AlignsNumbersRightAndTextLeft) {
  const Listing listing{
      {"device", "mtu", "description"},
      {{"r1", std::int64_t{1500}, "uplink"}, {"core-10", std::int64_t{68}, Cell()}}};
  EXPECT_EQ(printed(listing, Format::table),
            "device   mtu   description\n"
            "r1       1500  uplink\n"
            "core-10    68\n");
}

TEST(Table, CountsCharactersNotBytes) {
  const Listing listing{{"a", "b"}, {{"\xC3\xA4\xC3\xB6", "x"}, {"abc", "y"}}};
  EXPECT_EQ(printed(listing, Format::table),
            "a    b\n"
            "\xC3\xA4\xC3\xB6   x\n"
            "abc  y\n");
}

TEST(Table, HostileTextNeitherMovesTheCursorNorBreaksTheLine) {
  const Listing listing{{"description"}, {{"a\x1b[2Jb\r\nc\td\x07"}}};
  const std::string text = printed(listing, Format::table);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  for (const char byte : text)
    EXPECT_TRUE(byte == '\n' || static_cast<unsigned char>(byte) >= 0x20) << int{byte};
}

TEST(Table, HiddenCharactersAreTold) {
  const Listing listing{{"description"}, {{"a\u202Eb\u2028c"}}};
  EXPECT_EQ(printed(listing, Format::table), "description\na\\u{202e}b\\u{2028}c\n");
  const std::string json = printed(listing, Format::json);
  EXPECT_EQ(json.find("\u202E"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(json)[0]["description"], "a\u202Eb\u2028c") << "the same";
}

TEST(Table, EmptyListingsStillHaveTheirHead) {
  const Listing listing{{"device", "result"}, {}};
  EXPECT_EQ(printed(listing, Format::table), "device  result\n");
  EXPECT_EQ(printed(listing, Format::csv), "device,result\r\n");
  EXPECT_EQ(nlohmann::json::parse(printed(listing, Format::json)), nlohmann::json::array());
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
