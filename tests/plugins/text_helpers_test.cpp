#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/address_lists.hpp"
#include "common/addresses.hpp"
#include "common/counters.hpp"
#include "common/json_reader.hpp"
#include "common/lines.hpp"
#include "common/names.hpp"
#include "common/numbers.hpp"

namespace showd::text {
namespace {

using testing::ElementsAre;
using testing::Eq;
using testing::Optional;

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> all;
  for (Lines lines(text); lines.next();) {
    EXPECT_EQ(lines.number(), all.size() + 1);
    all.emplace_back(lines.line());
  }
  return all;
}

TEST(Lines, CrlfEqualsLf) {
  EXPECT_THAT(lines_of(""), ElementsAre());
  EXPECT_THAT(lines_of("a\n\nb"), ElementsAre("a", "", "b"));
  EXPECT_THAT(lines_of("a\r\n\r\r\nb\r\n"), ElementsAre("a", "", "b"));
  EXPECT_THAT(lines_of("a\rb\n"), ElementsAre("a\rb"));
}

TEST(Names, AreTold) {
  for (const char* name : {"pseudowire42", "ge-0/0/1.0", "25GE1/0/8", "eth0@if3", "Dialer4:0",
                           "GE0/0/5(v)"})
    EXPECT_TRUE(is_interface_like(name)) << name;
  for (const char* word : {"", "up", "IPv6", "12", "Input:", "0.01%", "10.1.1.1", "MTU"})
    EXPECT_FALSE(is_interface_like(word)) << word;
  for (const char* head : {"Foo3 is described", "  pseudowire42 is up", "x-1 current state : UP"})
    EXPECT_TRUE(looks_like_head(head)) << head;
  EXPECT_TRUE(looks_like_row("  ge-0/0/9  odd"));
  EXPECT_FALSE(looks_like_row("inet  192.0.2.1/24"));
  for (const char* line : {"", "Foo3", "Hardware is iGbE", "IPv6 is enabled", "Foo3 was up"})
    EXPECT_FALSE(looks_like_head(line)) << line;
}

TEST(AddressLists, StateNothingOfADoubtfulFamily) {
  AddressLists lists;
  EXPECT_TRUE(lists.empty());
  lists.add(*parse_prefix("192.0.2.1/24"));
  lists.doubt(false);
  Row row("x");
  lists.put_into(row, true, true);
  EXPECT_FALSE(row.has(SHOWD_HAS_IPV4));
  EXPECT_TRUE(row.has(SHOWD_HAS_IPV6));
  EXPECT_EQ(row.c_row().ipv6_count, 0u);
}

TEST(AddressLists, TakeNoLengthThatDoesNotFit) {
  AddressLists lists;
  lists.add({.address = "192.0.2.1", .length = 64, .ipv6 = false});
  Row row("x");
  lists.put_into(row, false, false);
  ASSERT_EQ(row.c_row().ipv4_count, 1u);
  EXPECT_EQ(row.c_row().ipv4[0].prefix_length, SHOWD_PREFIX_LENGTH_UNKNOWN);
}

TEST(AddressLists, StateAbsenceOnlyWhereTheOutputIsComplete) {
  AddressLists lists;
  lists.add(*parse_prefix("2001:db8::1/64"));
  Row row("x");
  lists.put_into(row, false, false);
  EXPECT_FALSE(row.has(SHOWD_HAS_IPV4));
  EXPECT_EQ(row.c_row().ipv6_count, 1u);
}

TEST(Words, AreTakenOneByOne) {
  std::string_view rest = "  one\ttwo  ";
  EXPECT_EQ(take_word(rest), "one");
  EXPECT_EQ(take_word(rest), "two");
  EXPECT_EQ(take_word(rest), "");
  EXPECT_EQ(take_word(rest), "");
  EXPECT_EQ(indent(" \t x"), 3u);
  EXPECT_EQ(trim(" \t "), "");
}

TEST(Items, AreTakenOneByOne) {
  std::string_view rest = " one, two words ,,last";
  EXPECT_EQ(take_item(rest), "one");
  EXPECT_EQ(take_item(rest), "two words");
  EXPECT_EQ(take_item(rest), "");
  EXPECT_EQ(take_item(rest), "last");
  EXPECT_TRUE(rest.empty());
  EXPECT_EQ(take_item(rest), "");
}

TEST(Counters, AreFoundByTheirWordsAndSetInOneDirection) {
  constexpr Counter kCounters[] = {{"packets", &Row::in_packets, &Row::out_packets},
                                   {"crc", &Row::in_crc_errors, nullptr}};
  EXPECT_EQ(find_counter(kCounters, "packet"), nullptr);
  Row row("x");
  find_counter(kCounters, "Packets")->put_into(row, false, 7);
  find_counter(kCounters, "CRC")->put_into(row, false, 8);  // counted when received only
  EXPECT_EQ(row.c_row().has, SHOWD_HAS_OUT_PACKETS);
  EXPECT_EQ(row.c_row().out_packets, 7u);
  find_counter(kCounters, "crc")->put_into(row, true, 9);
  EXPECT_EQ(row.c_row().in_crc_errors, 9u);
}

TEST(Fields, AreFoundByTheirNames) {
  constexpr std::string_view kLine =
      "  Type: GRE, Link-level type: IP-over-IP, MTU : 1500, Speed: ";
  EXPECT_THAT(field(kLine, "Type"), Optional(Eq("GRE")));
  EXPECT_THAT(field(kLine, "Link-level type"), Optional(Eq("IP-over-IP")));
  EXPECT_THAT(field(kLine, "MTU"), Optional(Eq("1500")));
  EXPECT_THAT(field(kLine, "Speed"), Optional(Eq("")));
  EXPECT_FALSE(field(kLine, "type"));
  EXPECT_FALSE(field(kLine, "M"));
  EXPECT_FALSE(field("", "MTU"));
}

TEST(Words, CompareWithoutCase) {
  EXPECT_TRUE(equal_nocase("Up", "uP"));
  EXPECT_FALSE(equal_nocase("up", "up "));
  EXPECT_FALSE(equal_nocase("[", "{"));  // one bit apart, and no letters
}

TEST(Speed, IsBitsPerSecond) {
  for (const auto& [text, want] : {std::pair{"1000Mb/s", 1'000'000'000ull},
                                   {"10Gb/s", 10'000'000'000ull},
                                   {"800mbps", 800'000'000ull},
                                   {"2.5 Gbit/sec", 2'500'000'000ull},
                                   {"1000000 Kbit/sec", 1'000'000'000ull},
                                   {"100G", 100'000'000'000ull},
                                   {"64000", 64'000ull},
                                   {"1.5b/s", 0ull}}) {
    if (want)
      EXPECT_THAT(parse_speed_bps(text), Optional(want)) << text;
    else
      EXPECT_FALSE(parse_speed_bps(text)) << text;
  }
  for (const char* bad :
       {"", "auto", "Unlimited", "-1", "+1", "18446744073709551616", "18446744073709551615M", "1.",
        ".5G", "1 000", "10Gx", "1e9", "1,5G", "1000Mb/s full", "0.00000000000000001G"})
    EXPECT_FALSE(parse_speed_bps(bad)) << bad;
}

TEST(Duration, IsSeconds) {
  for (const auto& [text, want] : {std::pair{"00:12:34", 754ull},
                                   {"1w2d", 777'600ull},
                                   {"3d04h", 273'600ull},
                                   {"43w0d 15:54", 26'063'640ull},
                                   {"2d 03:12:44", 184'364ull},
                                   {"23:39:35", 85'175ull},
                                   {"100:00", 360'000ull},
                                   {"1y2w", 32'745'600ull},
                                   {"2 weeks, 3 days, 4 hours, 5 minutes", 1'483'500ull},
                                   {"1 day", 86'400ull},
                                   {" 5 min 3 sec ", 303ull},
                                   {"0s", 0ull}})
    EXPECT_THAT(parse_duration_seconds(text), Optional(want)) << text;
  for (const char* bad :
       {"", "never", "-1d", "5", "1d2w", "1h1h", "1d,", "00:60:00", "1:2:3:4", "5h 01:02",
        "5h01:02:03", "18446744073709551615w", "1 fortnight", "18446744073709551615s 1s"})
    EXPECT_FALSE(parse_duration_seconds(bad)) << bad;
}

TEST(Calendar, CountsSeconds) {
  std::string_view rest;
  EXPECT_THAT(parse_calendar_seconds("1970-01-01 00:00:00", &rest), Optional(0));
  EXPECT_THAT(parse_calendar_seconds("2000-02-29 12:00:00 UTC+01:00 DST", &rest),
              Optional(951'825'600));
  EXPECT_EQ(rest, "UTC+01:00 DST");
  EXPECT_THAT(parse_calendar_seconds("2024-09-13 17:06:10+01:00", &rest), Optional(1'726'247'170));
  EXPECT_EQ(rest, "+01:00");
  for (const char* bad : {"", "-", "2000-00-00 00:00:00", "2000-01-01", "2000-01-01 24:00:00",
                          "1969-12-31 23:59:59", "10000-01-01 00:00:00"})
    EXPECT_FALSE(parse_calendar_seconds(bad, &rest)) << bad;
}

TEST(Addresses, AreTold) {
  for (const char* good : {"0.0.0.0", "192.0.2.255"}) EXPECT_TRUE(is_ipv4(good)) << good;
  for (const char* bad : {"", "1.2.3", "1.2.3.256", "1.2.3.4.5", "1.2.3.4 ", "1.2..4", "x.x.x.x",
                          "0001.2.3.4", "-1.2.3.4"})
    EXPECT_FALSE(is_ipv4(bad)) << bad;
  for (const char* good : {"::", "::1", "fe80::1", "2001:db8:0:1:2:3:4:5", "1::",
                           "::ffff:192.0.2.1", "1:2:3:4:5:6:192.0.2.1", "fe80::302:03ff:fe04:0506"})
    EXPECT_TRUE(is_ipv6(good)) << good;
  for (const char* bad : {"", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
                          "12345::", "g::", "1:2:3:4:5:6:7::8", "::1.2.3", "fe80::1%eth0",
                          "1:", ":1", "00:0c:29:5e:2c:1a"})
    EXPECT_FALSE(is_ipv6(bad)) << bad;
  EXPECT_EQ(parse_prefix("192.0.2.1/24")->length, 24u);
  EXPECT_FALSE(parse_prefix("192.0.2.1")->length);
  EXPECT_TRUE(parse_prefix("2001:db8::1/128")->ipv6);
  for (const char* bad : {"192.0.2.1/33", "2001:db8::1/129", "192.0.2.1/", "192.0.2.1/24x", "/24"})
    EXPECT_FALSE(parse_prefix(bad)) << bad;
  for (const char* good :
       {"00:0c:29:5e:2c:1a", "00-0c-29-5e-2c-1a", "00e0-fc12-3456", "0050.56c0.0001",
        "80:00:02:08:fe:80:00:00:00:00:00:00:00:02:c9:03:00:00:00:01"})
    EXPECT_TRUE(is_mac(good)) << good;
  for (const char* bad :
       {"", "Unspecified", "10.1.1.1", "0050.56c0", "00005e0053af", "none", "192.168.122.131",
        "10.10.10.10.10.10", "00:0c:29:5e:2c:1", "0050:56c0:0001", "00:0c:29-5e:2c:1a",
        "00:0c:29:5e:2c:1a:", "0050.56c0.0001.", "::::::::::::"})
    EXPECT_FALSE(is_mac(bad)) << bad;
}

TEST(Addresses, StandBehindTheirFamily) {
  const auto ipv6 = after_inet("inet6 addr: ::1/128");
  ASSERT_TRUE(ipv6);
  EXPECT_EQ(ipv6->rest, "addr: ::1/128");
  EXPECT_TRUE(ipv6->ipv6);
  EXPECT_FALSE(after_inet("inet 192.0.2.1/24")->ipv6);
  for (const char* other : {"inet", "inet4 192.0.2.1", " inet 192.0.2.1", ""})
    EXPECT_FALSE(after_inet(other)) << other;
}

TEST(Addresses, HaveMasksInAnyForm) {
  for (const auto& [text, want] : {std::pair{"255.255.255.0", 24u},
                                   {"255.255.255.255", 32u},
                                   {"0.0.0.0", 0u},
                                   {"128.0.0.0", 1u},
                                   {"0xFFFFFFF0", 28u},
                                   {"0xffff0000", 16u},
                                   {"0x00000000", 0u}})
    EXPECT_THAT(parse_netmask(text), Optional(want)) << text;
  for (const char* bad : {"", "24", "/24", "255.0.255.0", "0.0.0.255", "255.255.255", "0xFFFFFF",
                          "0xFFFF00FF", "0xFFFFFF0G", "FFFFFF00"})
    EXPECT_FALSE(parse_netmask(bad)) << bad;
  for (const auto& [text, length, behind] : {std::tuple{"192.0.2.1/24", 24, ""},
                                             {" 192.0.2.1/24, negotiated", 24, "negotiated"},
                                             {"192.0.2.1 255.255.255.240", 28, ""},
                                             {"192.0.2.1 0xFFFFFF00 secondary", 24, "secondary"},
                                             {"192.0.2.1, subnet mask is 255.255.255.0", 24, ""},
                                             {"192.0.2.1/255.255.255.0", 24, ""},
                                             {"192.0.2.1", -1, ""},
                                             {"192.0.2.1 255.0.255.0", -1, "255.0.255.0"},
                                             {"192.0.2.1. Using it", -1, "Using it"},
                                             {"192.0.2.1/33", -1, ""}}) {
    std::string_view rest = text;
    const auto prefix = take_prefix(rest);
    ASSERT_TRUE(prefix) << text;
    EXPECT_EQ(prefix->address, "192.0.2.1") << text;
    EXPECT_EQ(prefix->length ? static_cast<int>(*prefix->length) : -1, length) << text;
    EXPECT_EQ(trim(rest), behind) << text;
  }
  for (const char* bad : {"", "unassigned", "192.0.2/24", "192.0.2.256 255.255.255.0"}) {
    std::string_view rest = bad;
    EXPECT_FALSE(take_prefix(rest)) << bad;
    EXPECT_EQ(rest, bad);
  }
}

/// Walks over everything and writes it down: "[" item* "]", "{" key value* "}".
void walk(JsonReader& json, std::string& into) {
  into += '[';
  json.array([&] {
    json.object([&](std::string_view key) {
      into += key;
      into += '=';
      if (key == "n") {
        const auto number = json.number();
        into += number ? std::to_string(*number) : "?";
      } else if (key == "s") {
        into += json.string().value_or("?");
      }  // else: left unread, so skipped
      into += ';';
    });
  });
  into += ']';
}

TEST(Json, IsPulled) {
  for (const auto& [text, want] :
       {std::pair<std::string, std::string>{R"([])", "[]"},
        {R"( [ { "n" : 12 , "s" : "a" } , {} , { "x" : [1,[{}],{"n":2}], "n": 3 } ] )",
         "[n=12;s=a;x=;n=3;]"},
        {R"([{"n":"12","s":7}])", "[n=?;s=?;]"},
        {R"([{"n":-1},{"n":1.5},{"n":1e3},{"n":18446744073709551616}])", "[n=?;n=?;n=?;n=?;]"},
        {R"([{"s":"\"\\\/\b\f\n\r\t\u00e9\u20ac\ud83d\ude00"}])",
         "[s=\"\\/\b\f\n\r\t\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80;]"},
        {R"([1,"a",null,true,false,[],-0.5e-3])", "[]"},
        {R"({"n":1})", "[]"}}) {
    JsonReader json(text);
    std::string got;
    walk(json, got);
    EXPECT_TRUE(json.at_end()) << text << ": " << json.fault();
    EXPECT_EQ(got, want) << text;
  }
}

TEST(Json, IsStrict) {
  const std::string deep(JsonReader::kMaxDepth + 1, '[');
  for (const std::string& bad : {std::string(""),
                                 std::string("["),
                                 std::string("[1"),
                                 std::string("[1,]"),
                                 std::string("[,1]"),
                                 std::string("[1 2]"),
                                 std::string("[{\"n\" 1}]"),
                                 std::string("[{\"n\":}]"),
                                 std::string("[{n:1}]"),
                                 std::string("[{\"n\":1,}]"),
                                 std::string("[01]"),
                                 std::string("[+1]"),
                                 std::string("[1.]"),
                                 std::string("[1e]"),
                                 std::string("[-]"),
                                 std::string("[\"a]"),
                                 std::string("[\"\t\"]"),
                                 std::string("[\"\\x\"]"),
                                 std::string("[\"\\u12\"]"),
                                 std::string("[\"\\ud800\"]"),
                                 std::string("[\"\\ud800\\u0041\"]"),
                                 std::string("[\"\\"),
                                 std::string("[nul]"),
                                 std::string("[]]"),
                                 std::string("[] x"),
                                 std::string("[\0]", 3),
                                 std::string("Device \"x\" does not exist."),
                                 deep}) {
    JsonReader json(bad);
    std::string ignored;
    walk(json, ignored);
    EXPECT_FALSE(json.at_end()) << bad;
    EXPECT_NE(std::string(json.fault()), "") << bad;
  }
}

TEST(Json, KeepsWhatCameBeforeTheFault) {
  JsonReader json("[{\"n\":1},\n{\"n\":2,\n\"s\":");
  std::string got;
  walk(json, got);
  EXPECT_FALSE(json.at_end());
  EXPECT_EQ(json.line(), 3u);
  EXPECT_THAT(got, testing::StartsWith("[n=1;n=2;"));
}

}  // namespace
}  // namespace showd::text
