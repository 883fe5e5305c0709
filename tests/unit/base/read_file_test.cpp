#include "base/read_file.hpp"

#include <gtest/gtest.h>

#include <string>

#include "unit/config/temp_dir.hpp"

namespace showd {
namespace {

TEST(ReadRegularFile, TakesAsMuchAsTheLimitAndNotOneByteMore) {
  constexpr std::size_t kLimit = 200'000;
  const test::TempDir folder;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kLimit - 1, kLimit}) {
    const std::string text(size, 'x');
    EXPECT_EQ(read_regular_file(folder.write("file", text), kLimit), text) << size;
  }
  EXPECT_FALSE(read_regular_file(folder.write("file", std::string(kLimit + 1, 'x')), kLimit));
}

/// The kernel's own files state a size of 0.
TEST(ReadRegularFile, TakesAFileThatStatesNoSize) {
  const auto text = read_regular_file("/proc/self/status", 1 << 20);
  ASSERT_TRUE(text) << text.error();
  EXPECT_NE(text->find("VmRSS"), std::string::npos);
}

}  // namespace
}  // namespace showd
