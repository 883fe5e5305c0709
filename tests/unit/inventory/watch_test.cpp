#include "inventory/watch.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "inventory/path_trail.hpp"
#include "unit/config/temp_dir.hpp"

namespace showd {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A watch on `paths` that counts its calls.
struct Watched {
  explicit Watched(std::vector<fs::path> paths)
      : watch(std::make_unique<FileWatch>(loop, std::move(paths), [this] { ++calls; })) {}

  /// Runs the loop until the next call; false if none came.
  bool told() {
    const int before = calls;
    const auto limit = std::chrono::steady_clock::now() + 20s;
    while (calls == before && std::chrono::steady_clock::now() < limit) loop.run_one_until(limit);
    return calls == before + 1;
  }

  asio::io_context loop{1};
  int calls = 0;
  std::unique_ptr<FileWatch> watch;
};

TEST(FileWatch, EveryWayToChangeAFileIsSeen) {
  const test::TempDir dir;
  const auto file = dir.write("a/core.yaml", "1");
  Watched watched({file});
  dir.write("a/core.yaml", "2");
  EXPECT_TRUE(watched.told()) << "written";
  fs::rename(dir.write("a/.core.yaml.tmp", "3"), file);
  EXPECT_TRUE(watched.told()) << "renamed over";
  fs::remove(file);
  EXPECT_TRUE(watched.told()) << "removed";
  dir.write("a/core.yaml", "4");
  EXPECT_TRUE(watched.told()) << "created";
}

TEST(FileWatch, AFolderMayVanishAndComeBack) {
  const test::TempDir dir;
  const auto file = dir.write("a/b/core.yaml", "1");
  Watched watched({file});
  fs::remove_all(dir.path() / "a");
  EXPECT_TRUE(watched.told()) << "gone";
  fs::create_directories(dir.path() / "a");
  EXPECT_TRUE(watched.told()) << "one level back";
  dir.write("a/b/core.yaml", "2");
  EXPECT_TRUE(watched.told()) << "back";
  dir.write("a/b/core.yaml", "3");
  EXPECT_TRUE(watched.told()) << "and watched again";
  fs::rename(dir.path() / "a", dir.path() / "old");
  EXPECT_TRUE(watched.told()) << "moved away";
}

TEST(FileWatch, ASwapOfLinksIsSeenAsKubernetesDoesIt) {
  const test::TempDir dir;
  dir.write("c/..1/core.yaml", "1");
  dir.write("c/..2/core.yaml", "2");
  fs::create_symlink("..1", dir.path() / "c/..data");
  fs::create_symlink("..data/core.yaml", dir.path() / "c/core.yaml");
  Watched file({dir.path() / "c/core.yaml"});
  Watched folder({dir.path() / "c"});
  fs::create_symlink("..2", dir.path() / "c/..tmp");
  fs::rename(dir.path() / "c/..tmp", dir.path() / "c/..data");
  EXPECT_TRUE(file.told());
  EXPECT_TRUE(folder.told());
  dir.write("c/..2/core.yaml", "3");
  EXPECT_TRUE(file.told()) << "the new target is watched";
  EXPECT_TRUE(folder.told());
}

TEST(FileWatch, OfADirectoryTheYamlFilesMatter) {
  const test::TempDir dir;
  dir.write("d/a.yaml", "1");
  Watched watched({dir.path() / "d"});
  dir.write("d/b.yml", "1");
  EXPECT_TRUE(watched.told());
  dir.write("d/README", "1");
  dir.write("d/.a.yaml.swp", "1");
  dir.write("elsewhere.yaml", "1");
  watched.loop.run_for(300ms);  // longer than a burst is waited for
  EXPECT_EQ(watched.calls, 1);
  fs::remove(dir.path() / "d/a.yaml");
  EXPECT_TRUE(watched.told());
}

TEST(FileWatch, AnOverflowOfTheQueueIsAChange) {
  const test::TempDir dir;
  const auto file = dir.write("a/core.yaml", "1");
  Watched watched({file});
  int most = 16384;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> most;
  if (most > 200'000) GTEST_SKIP() << "a queue of " << most << " events is not filled here";
  // Two names in turn: the kernel folds equal events that follow each other into one.
  for (int i = 0; i <= most / 2; ++i) {
    std::ofstream(dir.path() / "a/x");
    std::ofstream(dir.path() / "a/y");
  }
  EXPECT_TRUE(watched.told());
}

TEST(FileWatch, MayBeDestroyedByItsOwnCall) {
  const test::TempDir dir;
  const auto file = dir.write("core.yaml", "1");
  asio::io_context loop{1};
  std::unique_ptr<FileWatch> watch;
  bool told = false;
  watch = std::make_unique<FileWatch>(loop, std::vector<fs::path>{file}, [&] {
    watch.reset();
    told = true;
  });
  dir.write("core.yaml", "2");
  loop.run_for(20s);  // ends at once when nothing waits any more
  EXPECT_TRUE(told);
  EXPECT_TRUE(loop.stopped());
}

TEST(PathTrail, EveryEntryThatDecidesIsNamedOnce) {
  const test::TempDir dir;
  dir.write("c/..1/core.yaml", "1");
  fs::create_symlink("..1", dir.path() / "c/..data");
  fs::create_symlink("..data/core.yaml", dir.path() / "c/core.yaml");
  std::vector<std::string> steps;
  const auto step = [&](const fs::path& folder, const std::string& name) {
    const std::string entry = folder / name;
    if (entry.starts_with(dir.path().string() + "/"))
      steps.push_back(entry.substr(dir.path().native().size()));
  };
  EXPECT_EQ(walk_path(dir.path() / "c/core.yaml", step), dir.path() / "c/..1/core.yaml");
  EXPECT_EQ(steps, (std::vector<std::string>{"/c", "/c/core.yaml", "/c/..data", "/c/..1",
                                             "/c/..1/core.yaml"}));
  steps.clear();
  EXPECT_EQ(walk_path(dir.path() / "c/none/x", step), dir.path() / "c");
  EXPECT_EQ(steps, (std::vector<std::string>{"/c", "/c/none"}));
  fs::create_symlink("loop", dir.path() / "loop");
  EXPECT_EQ(walk_path(dir.path() / "loop", step), dir.path());
}

}  // namespace
}  // namespace showd
