#include <fstream>

#include "unit/store/store_fixture.hpp"

namespace showd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

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
  static std::vector<std::string> column(const StoreResult<Listing>& table,
                                         const std::string& name) {
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
  EXPECT_THAT(column(reader.interfaces({}), "oper_status"), ElementsAre("down", "up", "up"));
  EXPECT_THAT(column(reader.interfaces({.devices = {"r2"}}), "device"), ElementsAre("r2"));
  EXPECT_THAT(column(reader.interfaces({.limit = 1}), "if_name"), ElementsAre("Gi0/1"));
  EXPECT_THAT(column(reader.interfaces({.devices = {"r1"}, .at = begin + 59'999}), "oper_status"),
              ElementsAre("up", "up"));
  EXPECT_THAT(column(reader.interfaces({.devices = {"r1"}, .at = begin + 60'000}), "oper_status"),
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
              ElementsAre("oper_status up -> down"));
  EXPECT_THAT(column(reader.changes({}), "change"), SizeIs(4));
  EXPECT_THAT(column(reader.changes({.limit = 2}), "change"), SizeIs(2));
  EXPECT_THAT(column(reader.flaps({.since = begin}), "flaps"), ElementsAre("1"));
  EXPECT_THAT(column(reader.devices({}), "result"), ElementsAre("timeout", "-"));
  EXPECT_THAT(column(reader.devices({}), "interfaces"), ElementsAre("2", "1"));
  EXPECT_THAT(column(reader.runs({.devices = {"r1"}}), "run"), IsEmpty());
  EXPECT_THAT(column(reader.host_keys({.devices = {"r1", "r2"}}), "sha256"), IsEmpty());
  EXPECT_THAT(column(reader.availability({}), "gap_now"), ElementsAre("timeout", "-"));
}

TEST_F(ReaderTest, InterfacesAreChosenByName) {
  StoreReader reader(path);
  const StoreFilter one{.devices = {"r1", "r2"}, .interfaces = {"Gi0/1"}};
  EXPECT_THAT(column(reader.interfaces(one), "device"), ElementsAre("r1", "r2"));
  EXPECT_THAT(column(reader.interfaces({.interfaces = {"Gi0/2", "Lo0"}}), "if_name"),
              ElementsAre("Gi0/2"));
  EXPECT_THAT(column(reader.interfaces({.interfaces = {"Gi0/*"}}), "if_name"), IsEmpty())
      << "a name, not a pattern";
  EXPECT_THAT(column(reader.interface_names({}), "if_name"),
              testing::UnorderedElementsAre("Gi0/1", "Gi0/2"));
  EXPECT_THAT(column(reader.interface_names({.devices = {"r2"}}), "if_name"), ElementsAre("Gi0/1"));
  std::vector<std::string> many(5'000, "Gi0/2");
  EXPECT_THAT(column(reader.interfaces({.interfaces = many}), "if_name"), ElementsAre("Gi0/2"));
  StoreFilter then = one;
  then.at = begin;
  EXPECT_THAT(column(reader.interfaces(then), "oper_status"), ElementsAre("up", "up"));
  EXPECT_THAT(column(reader.flaps({.interfaces = {"Gi0/2"}, .since = begin}), "flaps"), IsEmpty());
  EXPECT_THAT(
      column(reader.interface_availability({.interfaces = {"Gi0/2"}, .since = begin}), "if_name"),
      ElementsAre("Gi0/2"));
}

/// By looking up few, and by walking through all.
TEST_F(ReaderTest, ChangesOfTheChosenInTheirTime) {
  StoreReader reader(path);
  std::vector<std::string> many(40, "r1");
  for (const auto& devices : {std::vector<std::string>{"r1"}, many}) {
    const auto changes = [&](StoreFilter filter) {
      filter.devices = devices;
      return column(reader.changes(filter), "change");
    };
    EXPECT_THAT(changes({}),
                ElementsAre("oper_status up -> down", "appeared up/up", "appeared up/up"));
    EXPECT_THAT(changes({.since = begin + 60'000}), ElementsAre("oper_status up -> down"));
    EXPECT_THAT(changes({.since = begin + 60'001}), IsEmpty());
    EXPECT_THAT(changes({.until = begin + 60'000}),
                ElementsAre("appeared up/up", "appeared up/up"));
    EXPECT_THAT(changes({.interfaces = {"Gi0/2"}}), ElementsAre("appeared up/up"));
    EXPECT_THAT(changes({.interfaces = {"Gi0/1"}, .limit = 1}),
                ElementsAre("oper_status up -> down"));
  }
  EXPECT_THAT(column(reader.changes({.interfaces = {"Gi0/1"}}), "device"),
              ElementsAre("r1", "r1", "r2"));
}

TEST_F(ReaderTest, PollsAndGaps) {
  StoreReader reader(path);
  EXPECT_THAT(column(reader.polls({.devices = {"r1"}, .limit = 2}), "result"),
              ElementsAre("timeout", "ok"));
  EXPECT_THAT(column(reader.polls({.since = begin + 60'000}), "started"),
              ElementsAre("2023-11-14T22:15:20Z", "2023-11-14T22:14:20Z"));
  EXPECT_THAT(column(reader.polls({.until = begin + 1}), "error"), ElementsAre("-", "-"));
  EXPECT_THAT(column(reader.gaps({}), "from"), ElementsAre("2023-11-14T22:15:20Z"));
  EXPECT_THAT(column(reader.gaps({.devices = {"r1"}, .since = clock.utc() + 1}), "to"),
              ElementsAre("-"));
  EXPECT_THAT(column(reader.gaps({.until = begin + 60'000}), "reason"), IsEmpty());
  EXPECT_THAT(column(reader.gaps({.devices = {"r2"}}), "reason"), IsEmpty());
  store->apply(poll(), {}, {{"Gi0/2", false, begin}});
  commit();
  const StoreFilter second{.devices = {"r1"}, .interfaces = {"Gi0/2"}};
  EXPECT_THAT(column(reader.gaps(second), "if_name"), ElementsAre("Gi0/2"))
      << "a gap of no length was none";
  advance(60);
  store->apply(failure(Errc::refused), {});
  commit();
  EXPECT_THAT(column(reader.gaps(second), "if_name"), UnorderedElementsAre("Gi0/2", "-"));
  EXPECT_THAT(column(reader.gaps({.interfaces = {"Gi0/1"}}), "if_name"), ElementsAre("-"));
}

TEST_F(ReaderTest, AddressesNowAndThen) {
  Interface routed = port("Lo0");
  routed.ipv4 = {{"192.0.2.7", 32}};
  tell({change(routed)});
  advance(60);
  routed.ipv4 = {{"198.51.100.7", 31}};
  tell({change(routed)});
  StoreReader reader(path);
  EXPECT_THAT(column(reader.addresses({}), "address"), ElementsAre("198.51.100.7"));
  EXPECT_THAT(column(reader.addresses({.interfaces = {"Lo0"}}), "network"),
              ElementsAre("198.51.100.6/31"));
  EXPECT_THAT(column(reader.addresses({.at = clock.utc() - 1}), "address"),
              ElementsAre("192.0.2.7"));
  EXPECT_THAT(column(reader.addresses({.devices = {"r2"}}), "address"), IsEmpty());
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
