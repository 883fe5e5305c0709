/// The database goes away under a running showd, or another file takes its name; and the other way
/// round, one file under two names.
#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "unit/store/store_fixture.hpp"

namespace showd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

class DisplacedTest : public StoreTest {
 protected:
  /// One device with two ports, and a key that a person accepted, from second 0 on.
  void SetUp() override {
    open_configured();
    tell({change(port("Gi0/1")), change(port("Gi0/2", OperStatus::down))});
    store->accept_host_key("r1", "ssh-ed25519", "SHA256:abc");
    commit();
    advance(60);
  }

  fs::path log() const { return path.string() + "-wal"; }
  fs::path index() const { return path.string() + "-shm"; }
  void take_away(const fs::path& to) {
    for (const char* tail : {"", "-wal", "-shm"})
      fs::rename(path.string() + tail, to.string() + tail);
  }
  void delete_all() {
    for (const char* tail : {"", "-wal", "-shm"}) fs::remove(path.string() + tail);
  }
  /// A copy as a backup makes it: whole, and open to nobody.
  fs::path copy() {
    const fs::path copy = root / "copy.db";
    sqlite::Connection(path, SQLITE_OPEN_READONLY).execute("VACUUM INTO '" + copy.string() + "'");
    return copy;
  }

  /// In a process of its own: closing the file here would drop the locks of the store's connection.
  static std::string bytes_of(const fs::path& file) {
    std::string bytes;
    FILE* const reading = ::popen(("cat " + file.string()).c_str(), "r");
    for (int byte = 0; reading && (byte = std::fgetc(reading)) != EOF;)
      bytes += static_cast<char>(byte);
    if (reading) ::pclose(reading);
    return bytes;
  }

  /// The commit that notices: it fails, says how, and keeps what it was told.
  void expect_noticed(std::string_view how) {
    const auto fault = store->commit();
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->code, StoreErrc::displaced);
    EXPECT_THAT(fault->message, HasSubstr(path.string() + ": " + std::string(how)));
    EXPECT_FALSE(store->figures().writable);
    advance(1);
    EXPECT_TRUE(store->due());
  }
  std::vector<std::string> present() const {
    return rows("SELECT if_name, admin_status, oper_status FROM interface_now ORDER BY if_name");
  }
  std::vector<std::string> keys() const {
    return rows("SELECT type, sha256, accepted_at NOT NULL FROM host_key");
  }
  std::string checked() const { return rows("PRAGMA quick_check").front(); }
};

TEST_F(DisplacedTest, DeletedWhileOpenANewFileHasThePresentState) {
  delete_all();
  store->apply(poll(), {change(port("Gi0/1", OperStatus::down))});
  expect_noticed("deleted or moved while open");
  commit();
  EXPECT_TRUE(store->figures().writable);
  EXPECT_THAT(present(), ElementsAre("Gi0/1|up|down", "Gi0/2|up|down"));
  EXPECT_THAT(intervals(), ElementsAre("0|60|1", "60|open|2")) << "also what was told meanwhile";
  EXPECT_THAT(keys(), ElementsAre("ssh-ed25519|SHA256:abc|1"));
  EXPECT_THAT(gaps(), IsEmpty());
  EXPECT_THAT(rows("SELECT name, inventory IS NOT NULL, last_ok FROM device"),
              ElementsAre("r1|1|" + std::to_string(begin + 60'000)));
  reopen();
  EXPECT_THAT(present(), ElementsAre("Gi0/1|up|down", "Gi0/2|up|down"));
}

TEST_F(DisplacedTest, NoticedByTheHeartbeatThoughNothingIsTold) {
  delete_all();
  advance(5);
  EXPECT_TRUE(store->due());
  expect_noticed("deleted or moved while open");
}

TEST_F(DisplacedTest, AFileMovedAwayIsLeftWhole) {
  const fs::path away = path.parent_path() / "away.db";
  fs::rename(path, away);  // its log stays behind, as after a hasty mv
  expect_noticed("deleted or moved while open");
  EXPECT_FALSE(fs::exists(log())) << "SQLite would take it for the next file's";
  commit();
  EXPECT_THAT(present(), ElementsAre("Gi0/1|up|up", "Gi0/2|up|down"));
  sqlite::Connection old(away, SQLITE_OPEN_READONLY);
  EXPECT_EQ(old.text("PRAGMA quick_check"), "ok");
  EXPECT_EQ(old.integer("SELECT count(*) FROM interface_history"), 2);
}

TEST_F(DisplacedTest, ACopyPutBackIsToldHowThingsStand) {
  const fs::path older = copy();
  tell({change(port("Gi0/1", OperStatus::down)), change(port("Gi0/3")), gone("Gi0/2")});
  advance(60);
  take_away(root / "away.db");
  fs::rename(older, path);
  expect_noticed("replaced while open");
  store->apply(poll(), {});
  commit();
  EXPECT_THAT(present(), ElementsAre("Gi0/1|up|down", "Gi0/3|up|up"));
  EXPECT_THAT(intervals(), ElementsAre("0|60|1", "60|open|2"));
  EXPECT_THAT(intervals("Gi0/2"), ElementsAre("0|121|2")) << "when it went, nobody knows any more";
  EXPECT_THAT(gaps(), ElementsAre("0|121|showd stopped")) << "the copy has nothing of that time";
}

TEST_F(DisplacedTest, ACopyBesideTheOldLogIsNotSpoiledByIt) {
  const fs::path older = copy();
  tell({change(port("Gi0/1", OperStatus::down))});
  fs::rename(older, path);  // FILE-wal and FILE-shm are still those of the file before
  expect_noticed("replaced while open");
  commit();
  EXPECT_EQ(checked(), "ok");
  EXPECT_THAT(intervals(), ElementsAre("0|60|1", "60|open|2"));
}

TEST_F(DisplacedTest, AFileThatIsNotOursIsLeftAsItIs) {
  take_away(root / "away.db");
  std::ofstream(path) << "minutes of the meeting";
  expect_noticed("replaced while open");
  for (int i = 0; i < 2; ++i) {
    const auto fault = store->commit();
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->code, StoreErrc::foreign);
    EXPECT_EQ(fs::file_size(path), 22u);
    EXPECT_EQ(store->known("r1")->ports.size(), 2u) << "what is known is known meanwhile";
    EXPECT_FALSE(store->retain(begin));
    store->apply(poll(), {change(port("Gi0/" + std::to_string(3 + i)))});
    EXPECT_FALSE(store->due()) << "not again at once";
    advance(10);
    EXPECT_TRUE(store->due());
  }
  fs::remove(path);
  commit();
  EXPECT_THAT(present(), ElementsAre("Gi0/1|up|up", "Gi0/2|up|down", "Gi0/3|up|up", "Gi0/4|up|up"));
}

TEST_F(DisplacedTest, AnotherDirectoryInItsPlace) {
  fs::rename(path.parent_path(), root / "away");
  expect_noticed("deleted or moved while open");
  commit();
  EXPECT_THAT(present(), ElementsAre("Gi0/1|up|up", "Gi0/2|up|down"));
}

TEST_F(DisplacedTest, ASymbolicLinkThatLeadsElsewhere) {
  store.reset();
  const fs::path link = root / "link.db";
  fs::create_symlink("state/showd.db", link);
  store = std::make_unique<Store>(link, clock);
  store->configure({r1});
  commit();
  fs::remove(link);
  fs::create_symlink("state/other.db", link);
  const auto fault = store->commit();
  ASSERT_TRUE(fault);
  EXPECT_THAT(fault->message, HasSubstr("deleted or moved while open"));
  commit();
  path = root / "state" / "other.db";
  EXPECT_THAT(present(), ElementsAre("Gi0/1|up|up", "Gi0/2|up|down"));
  EXPECT_TRUE(fs::is_symlink(link));
}

TEST_F(DisplacedTest, ALogTakenAwayLosesNothing) {
  unsigned turn = 0;
  for (const fs::path& lost : {log(), index()}) {
    fs::remove(lost);
    store->apply(poll(), {change(port("Gi0/1", ++turn % 2 ? OperStatus::down : OperStatus::up))});
    expect_noticed("robbed of its write-ahead log");
    commit();
    EXPECT_EQ(checked(), "ok");
    EXPECT_EQ(intervals().size(), 1u + turn);
    EXPECT_THAT(gaps(), IsEmpty()) << "nothing was missed";
  }
}

/// As `cp copy.db showd.db` does: the same file, with other bytes in it.
TEST_F(DisplacedTest, WrittenOverInPlaceIsToldAndNotSpoiled) {
  for (int i = 0; i < 50; ++i) tell({change(port("Gi1/" + std::to_string(i)))});
  const fs::path other = copy();
  tell({gone("Gi0/1")});
  advance(60);
  ASSERT_EQ(std::system(("cp " + other.string() + " " + path.string()).c_str()), 0);
  const std::string bytes = bytes_of(path);
  ASSERT_EQ(bytes, bytes_of(other));
  for (int i = 0; i < 2; ++i) {
    const auto fault = store->commit();
    ASSERT_TRUE(fault);
    EXPECT_THAT(fault->message, HasSubstr("written over in place"));
    EXPECT_FALSE(store->figures().writable);
    EXPECT_FALSE(store->retain(clock.utc()));
  }
  store.reset();
  EXPECT_TRUE(bytes_of(path) == bytes) << "the copy is as it was put there";
  EXPECT_FALSE(fs::exists(log()));
  open();
  EXPECT_EQ(checked(), "ok");
  EXPECT_THAT(intervals(), ElementsAre("0|open|1")) << "what the copy knows";
}

TEST_F(DisplacedTest, ACheckpointOfSomebodyElsesIsNoFault) {
  for (int i = 0; i < 50; ++i) tell({change(port("Gi1/" + std::to_string(i)))});
  const std::string before = bytes_of(path);
  sqlite::Connection(path, SQLITE_OPEN_READWRITE).execute("PRAGMA wal_checkpoint");
  ASSERT_NE(bytes_of(path), before);
  tell({gone("Gi0/1")});
  EXPECT_TRUE(store->figures().writable);
  for (int i = 0; i < 2'000; ++i)
    tell({change(port("Gi0/9", i % 2 ? OperStatus::up : OperStatus::down))});
  EXPECT_TRUE(store->figures().writable) << "nor are our own";
}

TEST_F(DisplacedTest, StoppedBeforeItWasNoticed) {
  delete_all();
  store->apply(poll(), {change(port("Gi0/1", OperStatus::down))});
  store.reset();
  EXPECT_THAT(present(), ElementsAre("Gi0/1|up|down", "Gi0/2|up|down"));
  EXPECT_FALSE(fs::exists(log())) << "readable without write access";
}

/// What another process is told that opens `name`.
std::string refusal(const fs::path& name) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  const pid_t child = fork();
  if (child == 0) {
    std::string said = "opened";
    try {
      Store store(name);
    } catch (const StoreError& error) {
      said = fmt::format("{} {}", error.exit_code(), error.what());
    }
    _exit(write(ends[1], said.data(), said.size()) < 0);
  }
  close(ends[1]);
  std::string said(1'024, '\0');
  const auto size = read(ends[0], said.data(), said.size());
  close(ends[0]);
  waitpid(child, nullptr, 0);
  said.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return said;
}

TEST_F(DisplacedTest, OneShowdPerFileUnderWhateverName) {
  const std::string refused = fmt::format("in use by another showd (process {})", getpid());
  fs::create_symlink(path, root / "symbolic.db");
  fs::create_hard_link(path, root / "hard.db");
  for (const fs::path& name : {path, root / "symbolic.db", root / "hard.db"}) {
    EXPECT_THAT(refusal(name), HasSubstr(refused)) << name;
    EXPECT_THAT(refusal(name), testing::StartsWith("2 ")) << name;
  }
  fs::remove(path.string() + ".lock");
  EXPECT_THAT(refusal(path), HasSubstr(refused));
  EXPECT_THAT(rows("SELECT count(*) FROM gap"), ElementsAre("0"));
}

}  // namespace
}  // namespace showd
