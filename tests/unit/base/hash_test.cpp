#include "base/hash.hpp"

#include <gtest/gtest.h>

namespace showd {
namespace {

// The vectors that FNV's authors publish for 64 bits.
TEST(Hash, IsFnv1aAsPublished) {
  EXPECT_EQ(fnv1a(""), 0xcbf29ce484222325u);
  EXPECT_EQ(fnv1a("a"), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(fnv1a("foobar"), 0x85944171f73967e8u);
}

TEST(Hash, ASaltMakesAnotherHashOfTheSameText) {
  EXPECT_NE(fnv1a("r1", 1), fnv1a("r1"));
  EXPECT_NE(fnv1a("r1", 1), fnv1a("r1", 2));
}

}  // namespace
}  // namespace showd
