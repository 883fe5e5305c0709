#include "base/file_print.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "base/hash.hpp"
#include "unit/config/temp_dir.hpp"

namespace showd {
namespace {

TEST(FilePrint, IsOfTheContentsAlone) {
  const test::TempDir folder;
  EXPECT_EQ(print_of(folder.write("a", "x")), print_of(folder.write("b", "x")));
  EXPECT_NE(print_of(folder.write("a", "x")), print_of(folder.write("b", "y")));
}

TEST(FilePrint, IsTheHashOfTheWholeText) {
  const test::TempDir folder;
  for (const std::size_t size : {0u, 1u, 4'095u, 4'096u, 4'097u, 100'000u}) {
    const std::string text(size, 'x');
    EXPECT_EQ(print_of(folder.write("a", text)), fnv1a(text)) << size;
  }
}

TEST(FilePrint, IsAbsentForWhatCannotBeRead) {
  const test::TempDir folder;
  EXPECT_EQ(print_of(folder.path() / "none"), std::nullopt);
  EXPECT_EQ(print_of(folder.path()), std::nullopt);
  ASSERT_EQ(::mkfifo((folder.path() / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(print_of(folder.path() / "fifo"), std::nullopt);
}

}  // namespace
}  // namespace showd
