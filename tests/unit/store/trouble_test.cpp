/// What goes wrong: second writer, foreign and damaged files, full disk, kill -9, readers without
/// write access.
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <fstream>

#include "store/database_file.hpp"
#include "unit/store/store_fixture.hpp"

namespace showd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class TroubleTest : public StoreTest {
 protected:
  StoreErrc refused() {
    try {
      Store another(path, clock);
    } catch (const StoreError& error) {
      what = error.what();
      exit_code = error.exit_code();
      return error.code();
    }
    return StoreErrc::internal;
  }
  std::string what;
  int exit_code = 0;
};

TEST_F(TroubleTest, ASecondShowdIsToldWhoHoldsTheDatabase) {
  open();
  EXPECT_EQ(refused(), StoreErrc::locked);
  EXPECT_EQ(exit_code, 2);
  EXPECT_THAT(what, HasSubstr("process " + std::to_string(getpid())));
  store.reset();
  open();
}

TEST_F(TroubleTest, ANewerAForeignAndADamagedFileAreLeftAsTheyAre) {
  const auto bytes = [&] {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const auto change_file = [&](const std::string& sql) {
    sqlite::Connection(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE).execute(sql);
  };
  open_configured();
  store.reset();
  change_file("PRAGMA user_version = 99");
  std::string before = bytes();
  EXPECT_EQ(refused(), StoreErrc::newer_version) << what;
  EXPECT_EQ(exit_code, 2);
  EXPECT_EQ(bytes(), before);
  EXPECT_THROW(StoreReader reader(path), StoreError);

  std::filesystem::remove(path);
  change_file("CREATE TABLE wine (year)");
  before = bytes();
  EXPECT_EQ(refused(), StoreErrc::foreign) << what;
  EXPECT_EQ(bytes(), before);

  std::ofstream(path, std::ios::trunc) << std::string(10'000, 'x');
  before = bytes();
  EXPECT_EQ(refused(), StoreErrc::foreign) << what;
  EXPECT_EQ(bytes(), before);
  EXPECT_THAT(what, HasSubstr(path.string()));
}

TEST_F(TroubleTest, NetworkFileSystemsAreRefused) {
  for (const auto& [magic, name] : {std::pair{0x6969L, "nfs"}, {0xFF534D42L, "cifs"}})
    EXPECT_EQ(network_file_system(magic), name);
  EXPECT_EQ(network_file_system(static_cast<std::int32_t>(0xFE534D42)), "smb2");
  for (const long local : {0xEF53L, 0x9123683EL, 0x58465342L, 0x01021994L})
    EXPECT_EQ(network_file_system(local), "") << local;
}

TEST_F(TroubleTest, AViewOfAnOlderShowdIsMadeAnewWithoutACopy) {
  open_configured();
  tell({change(port("Gi0/1"))});
  store.reset();
  sqlite::Connection(path, SQLITE_OPEN_READWRITE)
      .execute(
          "DROP VIEW run_log; DROP VIEW interface_changes; "
          "CREATE VIEW interface_changes AS SELECT 1 AS one; CREATE VIEW ours AS SELECT 2");
  open();
  EXPECT_THAT(rows("SELECT change FROM interface_changes"), ElementsAre("appeared up/up"));
  EXPECT_THAT(rows("SELECT count(*) FROM run_log"), ElementsAre("0"));
  EXPECT_THAT(rows("SELECT * FROM ours"), ElementsAre("2")) << "somebody's own stays";
  EXPECT_FALSE(
      std::filesystem::exists(path.string() + ".before-v" + std::to_string(schema_version())));
}

TEST_F(TroubleTest, AMigrationKeepsACopyAndMakesTheViewsAnew) {
  const int next = schema_version() + 1;
  open_configured();
  tell({change(port("Gi0/1"))});
  store.reset();
  std::vector<Migration> steps(migrations().begin(), migrations().end());
  steps.push_back({next, "ALTER TABLE device ADD COLUMN note TEXT"});
  {
    sqlite::Connection db(path, SQLITE_OPEN_READWRITE);
    db.execute("DROP VIEW interface_now");
    migrate(db, path, steps);
    EXPECT_EQ(db.integer("PRAGMA user_version"), next);
    EXPECT_EQ(db.integer("SELECT count(note IS NULL) FROM device"), 1);
    EXPECT_EQ(db.integer("SELECT count(*) FROM interface_now"), 1);
    migrate(db, path, steps);  // nothing to do
    steps.push_back({next + 1, "CREATE TABLE half (a); CREATE TABLE device (b)"});
    EXPECT_THROW(migrate(db, path, steps), sqlite::Error);
    EXPECT_EQ(db.integer("PRAGMA user_version"), next);
    EXPECT_EQ(db.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), 0);
  }
  sqlite::Connection copy(path.string() + ".before-v" + std::to_string(next), SQLITE_OPEN_READONLY);
  EXPECT_EQ(copy.integer("PRAGMA user_version"), schema_version());
  EXPECT_EQ(copy.integer("SELECT count(*) FROM interface_history"), 1);
  EXPECT_EQ(refused(), StoreErrc::newer_version);
}

/// A file as an older showd left it: device r1 with Gi0/1, which is up.
class OlderFile : public StoreTest, public testing::WithParamInterface<int> {
 protected:
  OlderFile() {
    std::filesystem::create_directories(path.parent_path());
    sqlite::Connection db(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    migrate(db, path, migrations().first(static_cast<std::size_t>(GetParam())));
    db.execute(fmt::format(R"(
        INSERT INTO inventory VALUES (1, 'lab');
        INSERT INTO device (id, name, inventory, platform, address, first_seen, last_ok)
            VALUES (1, 'r1', 1, 'cisco_ios', '192.0.2.1', {0}, {0});
        INSERT INTO interface VALUES (1, 1, 'Gi0/1', {0}, NULL);
        INSERT INTO interface_current (interface, since, valid_from, admin_status, oper_status,
            families) VALUES (1, {0}, {0}, 1, 1, 0);
        INSERT INTO interface_history (interface, valid_from, valid_to, admin_status, oper_status)
            VALUES (1, {0}, {1}, 1, 1))",
                           begin, kOpenEnd));
  }
};

TEST_P(OlderFile, KeepsViewsOfPeopleWhateverTheyName) {
  sqlite::Connection(path, SQLITE_OPEN_READWRITE)
      .execute(
          "CREATE VIEW \"our \"\"ports\"\"\" AS SELECT device FROM interface_now; "
          "CREATE VIEW torn AS SELECT here FROM nowhere");
  open_configured();
  EXPECT_THAT(rows("SELECT * FROM \"our \"\"ports\"\"\""), ElementsAre("r1"));
  EXPECT_THAT(rows("SELECT name FROM sqlite_schema WHERE name = 'torn'"), ElementsAre("torn"));
}

TEST_P(OlderFile, GoesOn) {
  advance(60);
  open_configured();
  EXPECT_THAT(rows("PRAGMA user_version"), ElementsAre(std::to_string(schema_version())));
  tell({change(port("Gi0/1", OperStatus::down))});
  EXPECT_THAT(intervals(), ElementsAre("0|60|1", "60|open|2"));
  EXPECT_THAT(rows("SELECT last_seen FROM interface_now"), ElementsAre("2023-11-14T22:14:20Z"));
  EXPECT_THAT(rows("SELECT change FROM interface_changes"),
              ElementsAre("oper_status up -> down", "appeared up/up"));
  const auto copy = path.string() + ".before-v" + std::to_string(GetParam() + 1);
  EXPECT_TRUE(std::filesystem::exists(copy));
}

INSTANTIATE_TEST_SUITE_P(TroubleTest, OlderFile, testing::Range(1, schema_version()));

/// Files of this process cannot grow while it lives: what a full disk does, without a disk.
class NoSpace {
 public:
  explicit NoSpace(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit small{bytes, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  ~NoSpace() {
    setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_{};
  void (*old_handler_)(int);
};

TEST_F(TroubleTest, WhenTheDiskIsFullNothingToldIsLost) {
  open_configured();
  tell({change(port("Gi0/1"))});
  advance(60);
  {
    NoSpace no_space(std::filesystem::file_size(path.string() + "-wal"));
    for (int i = 0; i < 50; ++i) store->apply(poll(), {change(port("Gi1/" + std::to_string(i)))});
    const auto fault = store->commit();
    ASSERT_TRUE(fault);
    EXPECT_TRUE(fault->code == StoreErrc::full || fault->code == StoreErrc::io) << fault->message;
    EXPECT_FALSE(store->figures().writable);
    EXPECT_EQ(store->figures().pending, 100u);
    EXPECT_EQ(store->figures().last_commit, begin);
    EXPECT_FALSE(store->due()) << "not again at once";
    store->apply(poll(), {change(port("Gi0/1", OperStatus::down))});
    EXPECT_TRUE(store->commit());
  }
  advance(10);
  EXPECT_TRUE(store->due());
  commit();
  EXPECT_TRUE(store->figures().writable);
  EXPECT_EQ(store->figures().pending, 0u);
  EXPECT_EQ(store->figures().last_commit, clock.utc());
  EXPECT_THAT(intervals(), ElementsAre("0|60|1", "60|open|2"));
  EXPECT_THAT(rows("SELECT count(*) FROM interface_current"), ElementsAre("51"));
}

TEST_F(TroubleTest, ARowTheDatabaseRefusesDoesNotHoldUpTheOthers) {
  open_configured();
  Change absurd = change(port("Gi0/9"));
  absurd.at = kOpenEnd;  // an interval that cannot be
  tell({absurd, change(port("Gi0/1"))});
  EXPECT_EQ(store->figures().dropped, 1u);
  EXPECT_THAT(intervals(), ElementsAre("0|open|1"));
}

/// The child commits as fast as it can and says after each commit how far it is.
[[noreturn]] void commit_for_ever(const std::filesystem::path& path,
                                  const std::shared_ptr<const Device>& device, int acknowledge,
                                  int first) {
  Store store(path);
  store.configure({device});
  for (int n = first;; ++n) {
    PollResult poll;
    poll.device = device;
    poll.started = n;
    Interface state;
    state.if_name = "Gi0/1";
    state.mtu = n;
    store.apply(poll, {{Change::Kind::changed, "r1", "Gi0/1", n, {}, state},
                       {Change::Kind::changed, "r1", "Gi0/2", n, {}, state}});
    if (store.commit() || write(acknowledge, &n, sizeof n) != sizeof n) _exit(1);
  }
}

TEST_F(TroubleTest, KillingItLosesNothingAcknowledged) {
  int last = 1;
  for (int round = 0; round < 6; ++round) {
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      close(pipe_ends[0]);
      commit_for_ever(path, r1, pipe_ends[1], last + 1);
    }
    close(pipe_ends[1]);
    const int stop_after = last + 5 + 7 * round;
    int acknowledged = 0;
    while (read(pipe_ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
      last = acknowledged;
      if (acknowledged == stop_after) kill(child, SIGKILL);
    }
    close(pipe_ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "exit " << WEXITSTATUS(status);
    sqlite::Connection db(path, SQLITE_OPEN_READWRITE);
    EXPECT_EQ(db.text("PRAGMA quick_check"), "ok");
    const auto there = db.integer("SELECT max(mtu) FROM interface_history");
    EXPECT_GE(there, last) << "acknowledged and lost";
    EXPECT_EQ(
        db.integer("SELECT count(*) FROM interface_current WHERE mtu = " + std::to_string(there)),
        2)
        << "half a batch";
    EXPECT_EQ(db.integer("SELECT sum(polls) FROM device_hour"),
              db.integer("SELECT count(*) / 2 FROM interface_history"));
    last = static_cast<int>(there);
  }
}

/// Opens and reads as another user whose only right is the file's group; what it found, or why not.
std::string read_as_group_member(const std::filesystem::path& path, gid_t group) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) return "no pipe";
  const pid_t child = fork();
  if (child == 0) {
    std::string found;
    if (setgroups(1, &group) != 0 || setgid(65534) != 0 || setuid(65534) != 0)
      found = "cannot change user";
    else
      try {
        const auto table = StoreReader(path).interfaces({});
        found = table ? std::to_string(table->rows.size()) + " rows" : table.error().message;
      } catch (const StoreError& error) {
        found = error.what();
      }
    _exit(write(pipe_ends[1], found.data(), found.size()) < 0);
  }
  close(pipe_ends[1]);
  std::string text(4'096, '\0');
  const auto size = read(pipe_ends[0], text.data(), text.size());
  close(pipe_ends[0]);
  waitpid(child, nullptr, 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

class GroupTest : public TroubleTest {
 protected:
  static constexpr gid_t kGroup = 54'321;

  /// As the unit does it: everything below the state directory belongs to the daemon's group.
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "needs root to become somebody else";
    std::filesystem::create_directory(path.parent_path());
    ASSERT_EQ(chown(path.parent_path().c_str(), 0, kGroup), 0);
    ASSERT_EQ(chmod(path.parent_path().c_str(), 0750), 0);
    ASSERT_EQ(setegid(kGroup), 0);
  }
  void TearDown() override {
    if (geteuid() == 0) {
      ASSERT_EQ(setegid(getgid()), 0);
    }
  }
  void expect_modes() {
    for (const auto& file : std::filesystem::directory_iterator(path.parent_path())) {
      struct stat info {};
      ASSERT_EQ(stat(file.path().c_str(), &info), 0);
      EXPECT_EQ(info.st_mode & 0777, 0640u) << file.path();
    }
  }
};

TEST_F(GroupTest, AMemberReadsWhileItRunsAndAfterItStopped) {
  const mode_t mask = umask(0077);
  open_configured();
  umask(mask);
  for (int i = 0; i < 5; ++i) {
    tell({change(port("Gi0/" + std::to_string(i)))});
    EXPECT_EQ(read_as_group_member(path, kGroup), std::to_string(i + 1) + " rows");
  }
  expect_modes();
  EXPECT_THAT(read_as_group_member(path, kGroup + 1), HasSubstr("ermission"));
  store.reset();
  EXPECT_EQ(read_as_group_member(path, kGroup), "5 rows");
  expect_modes();
  EXPECT_FALSE(std::filesystem::exists(path.string() + "-wal"));
}

TEST_F(GroupTest, AMemberReadsAfterItStoppedUnderAnIdleReader) {
  open_configured();
  tell({change(port("Gi0/1"))});
  auto idle = std::make_unique<StoreReader>(path);
  ASSERT_TRUE(idle->interfaces({}));
  store.reset();
  EXPECT_EQ(read_as_group_member(path, kGroup), "1 rows");
  open_configured();
  tell({change(port("Gi0/2"))});
  EXPECT_EQ(read_as_group_member(path, kGroup), "2 rows");
}

TEST_F(GroupTest, AMemberReadsAfterKill9) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    open_configured();
    tell({change(port("Gi0/1"))});
    if (write(pipe_ends[1], "x", 1) != 1) _exit(1);
    for (;;) pause();
  }
  char done = 0;
  ASSERT_EQ(read(pipe_ends[0], &done, 1), 1);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_EQ(read_as_group_member(path, kGroup), "1 rows");
  expect_modes();
}

}  // namespace
}  // namespace showd
