#include <fstream>

#include "unit/store/store_fixture.hpp"

namespace showd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ReaderTest : public StoreTest {
 protected:
  ReaderTest() {
    Device two = *r1;
    two.name = "r2";
    r2 = std::make_shared<const Device>(two);
    open();
    store->configure({r1, r2});
    tell({change(port("Gi0/1")), change(port("Gi0/2"))});
    Change other = change(port("Gi0/1"));
    other.device = "r2";
    tell({other});
    advance(60);
    tell({change(port("Gi0/1", OperStatus::down))});
    advance(60);
    store->apply(failure(Errc::timeout), {});
    commit();
  }
  static std::vector<std::string> column(const StoreResult<Listing>& table, const std::string& name) {
    std::vector<std::string> cells;
    if (!table) return {table.error().message};
    const auto& names = table->columns;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return {"no column " + name};
    for (const auto& row : table->rows) {
      const Cell& cell = row[static_cast<std::size_t>(found - names.begin())];
      if (const auto* text = std::get_if<std::string>(&cell)) cells.push_back(*text);
      if (const auto* number = std::get_if<std::int64_t>(&cell))
        cells.push_back(std::to_string(*number));
      if (const auto* real = std::get_if<double>(&cell)) cells.push_back(std::to_string(*real));
      if (std::holds_alternative<std::monostate>(cell)) cells.push_back("-");
    }
    return cells;
  }
  std::shared_ptr<const Device> r2;
};

TEST_F(ReaderTest, InterfacesNowAndThen) {
  StoreReader reader(path);
  EXPECT_THAT(column(reader.interfaces({}), "oper"), ElementsAre("down", "up", "up"));
  EXPECT_THAT(column(reader.interfaces({.devices = {"r2"}}), "device"), ElementsAre("r2"));
  EXPECT_THAT(column(reader.interfaces({.limit = 1}), "interface"), ElementsAre("Gi0/1"));
  EXPECT_THAT(column(reader.interfaces({.devices = {"r1"}, .at = begin + 59'999}), "oper"),
              ElementsAre("up", "up"));
  EXPECT_THAT(column(reader.interfaces({.devices = {"r1"}, .at = begin + 60'000}), "oper"),
              ElementsAre("down", "up"));
  EXPECT_THAT(column(reader.interfaces({.devices = {"r1"}, .at = begin + 60'000}), "gap"),
              ElementsAre("-", "-"));
  EXPECT_THAT(column(reader.interfaces({.at = begin + 120'000}), "gap"),
              ElementsAre("timeout", "timeout", "-"));
  EXPECT_THAT(column(reader.interfaces({.at = begin - 1}), "device"), IsEmpty());
}

TEST_F(ReaderTest, ChangesFlapsDevicesRuns) {
  StoreReader reader(path);
  EXPECT_THAT(column(reader.changes({.devices = {"r1"}, .since = begin + 1}), "change"),
              ElementsAre("oper up -> down"));
  EXPECT_THAT(column(reader.changes({}), "change"), SizeIs(4));
  EXPECT_THAT(column(reader.changes({.limit = 2}), "change"), SizeIs(2));
  EXPECT_THAT(column(reader.flaps({.since = begin}), "changes"), ElementsAre("1"));
  EXPECT_THAT(column(reader.devices({}), "last_result"), ElementsAre("timeout", "-"));
  EXPECT_THAT(column(reader.devices({}), "interfaces"), ElementsAre("2", "1"));
  EXPECT_THAT(column(reader.runs({.devices = {"r1"}}), "run"), IsEmpty());
  EXPECT_THAT(column(reader.host_keys({.devices = {"r1", "r2"}}), "sha256"), IsEmpty());
  EXPECT_THAT(column(reader.availability({}), "gap_now"), ElementsAre("timeout", "-"));
}

TEST_F(ReaderTest, AvailabilityIsTheShareOfTheWatchedTime) {
  const UtcMillis now = system_clock().utc();
  const auto ago = [&](int hours) { return std::to_string(now - hours * 3'600'000ll); };
  store.reset();
  sqlite::Connection db(path, SQLITE_OPEN_READWRITE);
  db.execute("DELETE FROM gap; UPDATE device SET first_seen = " + ago(48) + ", last_ok = " +
             ago(0) + "; INSERT INTO gap (device, from_ts, to_ts, reason) SELECT id, " + ago(6) +
             ", " + ago(3) + ", 'timeout' FROM device WHERE name = 'r1' UNION ALL SELECT id, " +
             ago(18) + ", " + ago(6) + ", 'showd stopped' FROM device WHERE name = 'r1'");
  StoreReader reader(path);
  const auto day = column(reader.availability({}), "percent_24h");
  ASSERT_THAT(day, SizeIs(2));
  EXPECT_NEAR(std::stod(day[0]), 75.0, 0.1) << "3 of 12 watched hours";
  EXPECT_NEAR(std::stod(day[1]), 100.0, 0.001);
  EXPECT_NEAR(std::stod(column(reader.availability({}), "percent_7d")[0]), 100.0 * 33 / 36, 0.1);
}

TEST_F(ReaderTest, NamesAreValuesNotSql) {
  StoreReader reader(path);
  const auto none = reader.interfaces({.devices = {"r1') OR ('1' = '1"}});
  ASSERT_TRUE(none);
  EXPECT_THAT(none->rows, IsEmpty());
}

TEST_F(ReaderTest, AQueryThatTakesTooLongEnds) {
  std::vector<Change> many;
  for (int i = 0; i < 3'000; ++i) many.push_back(change(port("Gi9/" + std::to_string(i))));
  tell(many);
  StoreReader impatient(path, std::chrono::milliseconds(-1));
  const auto table = impatient.changes({});
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, StoreErrc::too_slow);
  EXPECT_TRUE(StoreReader(path).changes({}));
}

TEST_F(ReaderTest, ItWritesNothingAndSaysWhatItCannotRead) {
  EXPECT_THROW(StoreReader(path.parent_path() / "absent.db"), StoreError);
  std::ofstream(root / "text.db") << std::string(5'000, 'x');
  try {
    StoreReader reader(root / "text.db");
    FAIL();
  } catch (const StoreError& error) {
    EXPECT_EQ(error.code(), StoreErrc::foreign) << error.what();
    EXPECT_THAT(error.what(), HasSubstr("text.db"));
  }
}

}  // namespace
}  // namespace showd
