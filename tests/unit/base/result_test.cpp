#include "base/result.hpp"

#include <gtest/gtest.h>

#include <set>

namespace showd {
namespace {

TEST(Result, NamesAreDistinctAndReadBack) {
  std::set<std::string_view> names;
  for (int i = 0; i < kErrcCount; ++i) {
    const auto code = static_cast<Errc>(i);
    EXPECT_TRUE(names.insert(to_string(code)).second) << to_string(code);
    EXPECT_EQ(errc_from_string(to_string(code)), code);
  }
  for (int i = 0; i < kStageCount; ++i) {
    const auto stage = static_cast<Stage>(i);
    EXPECT_EQ(stage_from_string(to_string(stage)), stage);
  }
  EXPECT_EQ(to_string(Errc::cancelled), "cancelled");
  EXPECT_EQ(to_string(Stage::limit), "limit");
  EXPECT_FALSE(errc_from_string("ok"));
  EXPECT_FALSE(stage_from_string(""));
}

}  // namespace
}  // namespace showd
