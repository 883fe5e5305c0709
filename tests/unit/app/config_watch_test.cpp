#include "app/config_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "unit/config/temp_dir.hpp"

namespace showd {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A config file, and the daemon's main thread that watches it.
class ConfigWatchTest : public testing::Test {
 protected:
  ~ConfigWatchTest() override { helpers.stop(); }

  /// As editors do: nobody finds half of it.
  void write(const std::string& text) { std::filesystem::rename(folder.write("new", text), file); }
  /// What is logged until `differs` is the answer; "never" if that is not within half a minute.
  std::string log_until(bool differs) {
    testing::internal::CaptureStderr();
    const auto limit = std::chrono::steady_clock::now() + 30s;
    while (watch.differs() != differs && std::chrono::steady_clock::now() < limit)
      main.run_one_for(1s);
    const std::string log = testing::internal::GetCapturedStderr();
    return watch.differs() == differs ? log : "never";
  }

  const test::TempDir folder;
  const std::filesystem::path file = folder.write("showd.yaml", "one");
  asio::io_context main{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{main.get_executor()};
  Helpers helpers;
  ConfigWatch watch{main, helpers, {{file, print_of(file)}}};
};

TEST_F(ConfigWatchTest, AnEditIsToldUntilItIsTakenBack) {
  EXPECT_FALSE(watch.differs());
  write("two");
  EXPECT_THAT(log_until(true), HasSubstr("warning " + file.string() + " differs from what runs"));
  write("one");
  EXPECT_THAT(log_until(false), HasSubstr("info " + file.string() + " is what runs again"));
}

/// A reload while sessions hold all descriptors must not end showd.
TEST_F(ConfigWatchTest, WithoutADescriptorItGoesOnWatchingAsBefore) {
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{0, before.rlim_max};
  testing::internal::CaptureStderr();
  ::setrlimit(RLIMIT_NOFILE, &none);
  EXPECT_NO_THROW(watch.reloaded({{file, print_of(file)}}));
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("only files that were watched before"));
  watch.reloaded({{file, print_of(file)}});
  write("two");
  EXPECT_THAT(log_until(true), HasSubstr("differs from what runs"));
}

TEST_F(ConfigWatchTest, EachFileIsComparedWithItself) {
  const auto secret = folder.write("password", "one");
  watch.reloaded({{file, print_of(file)}, {secret, print_of(secret)}});
  folder.write("password", "two");
  EXPECT_THAT(log_until(true), AllOf(HasSubstr(secret.string() + " differs from what runs"),
                                     Not(HasSubstr(file.string()))));
  watch.reloaded({{file, print_of(file)}});
  EXPECT_FALSE(watch.differs()) << "the config names it no longer";
}

TEST_F(ConfigWatchTest, AnEditIsToldUntilItIsRead) {
  write("two");
  EXPECT_THAT(log_until(true), HasSubstr("differs"));
  watch.reloaded({{file, print_of(file)}});
  EXPECT_FALSE(watch.differs());
  write("one");
  EXPECT_THAT(log_until(true), HasSubstr("differs")) << "the first text is no longer what runs";
}

TEST_F(ConfigWatchTest, AFileThatIsGoneIsToldInItsOwnWords) {
  std::filesystem::remove(file);
  EXPECT_THAT(log_until(true), HasSubstr("cannot be read any more"));
  write("one");
  EXPECT_THAT(log_until(false), HasSubstr("is what runs again"));
}

TEST_F(ConfigWatchTest, AnEditBetweenReadingAndWatchingIsSeen) {
  const FilePrint read = print_of(file);
  write("two");
  ConfigWatch later(main, helpers, {{file, read}});
  const auto limit = std::chrono::steady_clock::now() + 30s;
  testing::internal::CaptureStderr();
  while (!later.differs() && std::chrono::steady_clock::now() < limit) main.run_one_for(1s);
  testing::internal::GetCapturedStderr();
  EXPECT_TRUE(later.differs());
}

TEST_F(ConfigWatchTest, TheSameTextWrittenAgainIsNoEdit) {
  write("two");
  EXPECT_THAT(log_until(true), HasSubstr("differs"));
  bool seen = false;
  const FileWatch beside(main, {file}, [&] { seen = true; });
  testing::internal::CaptureStderr();
  write("two");
  while (!seen) main.run_one_for(30s);
  write("one");
  std::string said = testing::internal::GetCapturedStderr();
  said += log_until(false);
  EXPECT_THAT(said, AllOf(HasSubstr("is what runs again"), Not(HasSubstr("differs"))));
}

}  // namespace
}  // namespace showd
