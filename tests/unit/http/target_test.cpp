#include "http/target.hpp"

#include <gtest/gtest.h>

namespace showd {
namespace {

TEST(Target, PathsAreDecodedOnce) {
  for (const auto& [target, want] : {std::pair{"/metrics", "/metrics"},
                                     {"/metrics?x=1", "/metrics"},
                                     {"/a%20b", "/a b"},
                                     {"/%252e", "/%2e"},
                                     {"/r%C3%BC", "/r\xc3\xbc"},
                                     {"/a..b/...", "/a..b/..."},
                                     {"/", "/"}})
    EXPECT_EQ(parse_path(target), want) << target;
}

TEST(Target, WhatLooksLikeAnAttackIsNoPath) {
  for (const char* bad : {"",
                          "*",
                          "metrics",
                          "http://host/metrics",
                          "/..",
                          "/../etc/passwd",
                          "/a/../b",
                          "/%2e%2e/x",
                          "/.%2E",
                          "/a/%2e/b",
                          "/./metrics",
                          "/metrics%00",
                          "/metrics%00.html",
                          "/a%0d%0aX: y",
                          "/%",
                          "/%4",
                          "/%zz",
                          "/a\\b",
                          "/%5c..%5c",
                          "/%ff",
                          "/%C3",
                          "/%c0%ae%c0%ae/",
                          "/a%7f"})
    EXPECT_FALSE(parse_path(bad)) << bad;
}

TEST(Target, Queries) {
  const auto query = parse_query("/x?a=1&b=x+y%2Bz&a=2&&c&d=%26%3D");
  ASSERT_TRUE(query);
  EXPECT_EQ(*query, (std::map<std::string, std::string>{
                        {"a", "1"}, {"b", "x y+z"}, {"c", ""}, {"d", "&="}}));
  EXPECT_EQ(parse_query("/x")->size(), 0u);
  for (const char* bad : {"/x?a=%", "/x?a=%00", "/x?%ff=1", "/x?a=%0a"})
    EXPECT_FALSE(parse_query(bad)) << bad;
  std::string many = "/x?";
  for (int i = 0; i < 65; ++i) many += "k" + std::to_string(i) + "=1&";
  EXPECT_FALSE(parse_query(many));
}

}  // namespace
}  // namespace showd
