#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace showd {
namespace {

TEST(UtcText, IsRfc3339) {
  EXPECT_EQ(utc_text(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(utc_text(1'769'860'830'999), "2026-01-31T12:00:30Z");
}

}  // namespace
}  // namespace showd
