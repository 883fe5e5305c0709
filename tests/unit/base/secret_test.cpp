#include "base/secret.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>
#include <type_traits>
#include <utility>

namespace showd {
namespace {

template <class T>
concept Streams = requires(std::ostream& out, const T& value) {
  out << value;
};

static_assert(!Streams<Secret>, "a secret must not stream");
static_assert(!fmt::is_formattable<Secret>::value, "a secret must not format");

TEST(Secret, CopiesAndMoves) {
  Secret first("hunter2");
  Secret copy = first;
  Secret moved = std::move(first);
  EXPECT_EQ(copy.reveal(), "hunter2");
  EXPECT_EQ(moved.reveal(), "hunter2");
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
  copy = Secret("other");
  EXPECT_EQ(copy.reveal(), "other");
  EXPECT_TRUE(Secret().empty());
  EXPECT_STREQ(Secret("x").reveal().data(), "x");
}

}  // namespace
}  // namespace showd
