/// Files of older schema versions, with some thousand rows of history, are brought to this one.
#include <fmt/format.h>

#include <random>

#include "unit/store/store_fixture.hpp"

namespace showd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr int kPorts = 100;
constexpr int kStates = 40;

class UpgradeTest : public StoreTest, public testing::WithParamInterface<int> {
 protected:
  UpgradeTest() {
    std::filesystem::create_directories(path.parent_path());
    sqlite::Connection db(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    migrate(db, path, migrations().first(static_cast<std::size_t>(GetParam())));
    sqlite::Transaction transaction(db);
    db.execute(fmt::format(
        "INSERT INTO inventory VALUES (1, 'lab'); INSERT INTO text_value VALUES (1, 'a'), (2, "
        "'b'); "
        "INSERT INTO device (id, name, inventory, platform, address, first_seen, last_ok) VALUES "
        "(1, "
        "'r1', 1, 'cisco_ios', '192.0.2.1', {0}, {0}); INSERT INTO run (id, inventory, started, "
        "devices, ok, failed, skipped) VALUES (1, 1, {0}, 9, 1, 2, 6)",
        begin));
    for (int port = 1; port <= kPorts; ++port) fill(db, port);
    transaction.commit();
  }

  /// The last state is open, or the port is gone.
  void fill(sqlite::Connection& db, int port) {
    sqlite::Statement(db,
                      "INSERT INTO interface (id, device, name, first_seen) VALUES (?1, 1, 'Gi' "
                      "|| ?1, ?2)")
        .run(std::int64_t{port}, begin);
    sqlite::Statement add(db,
                          "INSERT INTO interface_history (interface, valid_from, valid_to, "
                          "disappeared, admin_status, oper_status, mtu, description) VALUES (?, ?, "
                          "?, ?, ?, ?, ?, ?)");
    UtcMillis from = begin;
    for (int state = 1; state <= kStates; ++state) {
      const bool last = state == kStates, gone = last && port % 10 == 0;
      const UtcMillis to = last && !gone ? kOpenEnd : from + 1 + some(1'000'000);
      add.run(std::int64_t{port}, from, to, gone ? std::optional<std::int64_t>(1) : std::nullopt,
              1 + some(2), 1 + some(7), 1'000 + some(500), 1 + some(2));
      from = to;
    }
  }
  std::int64_t some(std::int64_t below) {
    return std::uniform_int_distribution<std::int64_t>(0, below - 1)(random);
  }
  /// Every interval with its facts.
  std::vector<std::string> intervals(const std::string& description) const {
    return rows(
        "SELECT interface, valid_from, valid_to, disappeared, admin_status, oper_status, "
        "mtu, (SELECT value FROM text_value WHERE id = " +
        description + ") FROM interface_history ORDER BY interface, valid_from");
  }
  std::mt19937 random{1};
};

TEST_P(UpgradeTest, KeepsEveryIntervalAndTellsTheTime) {
  const auto before = intervals("description");
  ASSERT_THAT(before, SizeIs(kPorts * kStates));
  testing::internal::CaptureStderr();
  int told = 0;
  for (int start = 0; start < 2; ++start) Store(path, clock, [&told] { ++told; });
  EXPECT_EQ(told, 1) << "once, before it takes long";
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(intervals("if_alias"), before);
  EXPECT_THAT(rows("SELECT count(*) FROM interface_state"),
              ElementsAre(std::to_string(kPorts * kStates)));
  EXPECT_THAT(log, HasSubstr(fmt::format("is of schema version {}, which becomes {}", GetParam(),
                                         schema_version())));
  const std::string copy = fmt::format("{}.before-v{}", path.string(), GetParam() + 1);
  EXPECT_THAT(log, HasSubstr(" s; as it was: " + copy));
  sqlite::Connection old(copy, SQLITE_OPEN_READONLY);
  EXPECT_EQ(old.integer("SELECT count(description) FROM interface_history"), kPorts * kStates);
  EXPECT_EQ(old.integer("PRAGMA user_version"), GetParam());
}

TEST_P(UpgradeTest, TellsWhatWasNotToldBefore) {
  open();
  EXPECT_THAT(rows("SELECT busy, backed_off FROM run_log"), ElementsAre("6|-"));
  EXPECT_THAT(
      rows("SELECT count(*) > 0, count(*) = (SELECT count(flap) FROM interface_history) FROM "
           "interface_changes c WHERE what = 'oper_status' AND NOT EXISTS (SELECT 1 FROM "
           "interface_changes a WHERE a.what = 'admin_status' AND a.ts = c.ts AND a.if_name "
           "= c.if_name)"),
      ElementsAre("1|1"))
      << "flaps";
  store->configure({r1});
  commit();
  EXPECT_THAT(rows("SELECT transport, port FROM device_now"), ElementsAre("ssh|0"));
}

INSTANTIATE_TEST_SUITE_P(Versions, UpgradeTest, testing::Range(1, 4));

}  // namespace
}  // namespace showd
