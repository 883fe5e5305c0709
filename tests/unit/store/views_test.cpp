/// The views as people query them, on databases that the store wrote.
#include "store/views.hpp"

#include "unit/store/store_fixture.hpp"

namespace showd {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ViewsTest : public StoreTest {
 protected:
  /// Stamps of the views that count back from now: the store's clock is the system's.
  ViewsTest() : now(system_clock().utc()) {}
  std::string seconds(int after) const { return std::to_string(begin + after * 1'000ll); }
  std::string plan(const std::string& query) const {
    std::string text;
    for (const auto& line : rows("EXPLAIN QUERY PLAN " + query)) text += line + "\n";
    return text;
  }
  void start_hours_ago(int hours) {
    clock.advance(std::chrono::milliseconds(now - begin) - std::chrono::hours(hours));
    open_configured();
  }
  void tell_hours_later(int hours, std::vector<Change> changes) {
    tell(std::move(changes));
    clock.advance(std::chrono::hours(hours));
  }
  const UtcMillis now;
};

TEST_F(ViewsTest, StateAtAMomentIsOneCondition) {
  const auto at = [&](int after) {
    return rows(
        "SELECT if_name, oper_status FROM interface_state WHERE device = 'r1' AND "
        "valid_from_ts <= " +
        seconds(after) + " AND valid_to_ts > " + seconds(after) + " ORDER BY if_name");
  };
  open_configured();
  tell({change(port("Gi0/1")), change(port("Gi0/2"))});
  advance(60);
  tell({change(port("Gi0/1", OperStatus::lower_layer_down)), gone("Gi0/2")});
  EXPECT_THAT(at(-1), IsEmpty());
  EXPECT_THAT(at(59), ElementsAre("Gi0/1|up", "Gi0/2|up"));
  EXPECT_THAT(at(60), ElementsAre("Gi0/1|lower-layer-down"));
  EXPECT_THAT(rows("SELECT if_name, valid_from, valid_to, disappeared FROM interface_state ORDER "
                   "BY if_name, valid_from"),
              ElementsAre("Gi0/1|2023-11-14T22:13:20Z|2023-11-14T22:14:20Z|-",
                          "Gi0/1|2023-11-14T22:14:20Z|-|-",
                          "Gi0/2|2023-11-14T22:13:20Z|2023-11-14T22:14:20Z|1"));
  advance(60);
  store->configure({});
  commit();
  EXPECT_THAT(at(119), ElementsAre("Gi0/1|lower-layer-down"));
  EXPECT_THAT(at(121), IsEmpty()) << "nobody watches it any more";
}

TEST_F(ViewsTest, ARowOfTheHistoryIsAsManyChangesAsFactsThatChanged) {
  open_configured();
  Interface before = port("Gi0/1"), after = port("Gi0/1", OperStatus::down);
  before.if_alias = "a";
  before.speed_bps = 1'000'000'000;
  after.if_alias = "b";
  after.reason = "notconnect";
  after.ipv4 = {{"192.0.2.1", 24}};
  tell({change(before)});
  advance(60);
  tell({change(after)});
  advance(60);
  tell({gone("Gi0/1")});
  EXPECT_THAT(
      rows("SELECT at, kind, what, old, new FROM interface_changes ORDER BY ts, kind, what"),
      ElementsAre("2023-11-14T22:13:20Z|appeared|interface|-|up/up",
                  "2023-11-14T22:14:20Z|address|address|-|192.0.2.1/24",
                  "2023-11-14T22:14:20Z|property|if_alias|a|b",
                  "2023-11-14T22:14:20Z|property|reason|-|notconnect",
                  "2023-11-14T22:14:20Z|property|speed_bps|1000000000|-",
                  "2023-11-14T22:14:20Z|status|oper_status|up|down",
                  "2023-11-14T22:15:20Z|address|address|192.0.2.1/24|-",
                  "2023-11-14T22:15:20Z|disappeared|interface|up/down|-"));
}

TEST_F(ViewsTest, AddressesKnowTheirNetwork) {
  open_configured();
  Interface state = port("Vlan20");
  state.ipv4 = {{"10.0.22.129", 22}, {"192.0.2.1", std::nullopt}, {"203.0.113.255", 32}};
  state.ipv6 = {{"2001:db8::1", 64}};
  tell({change(state)});
  advance(60);
  state.ipv4 = {{"0.0.0.0", 0}};
  tell({change(state)});
  EXPECT_THAT(rows("SELECT address, network, ipv4, valid_to FROM address_state ORDER BY address"),
              ElementsAre("0.0.0.0|0.0.0.0/0|0|-",
                          "10.0.22.129|10.0.20.0/22|167777921|2023-11-14T22:14:20Z",
                          "192.0.2.1|-|3221225985|2023-11-14T22:14:20Z", "2001:db8::1|-|-|-",
                          "203.0.113.255|203.0.113.255/32|3405804031|2023-11-14T22:14:20Z"));
}

TEST_F(ViewsTest, LogsTellPollsAndGapsWithTheirReasons) {
  open_configured();
  PollResult second = failure(Errc::timeout);
  tell({change(port("Gi0/1"))});
  advance(60);
  second.started = clock.utc();
  second.run = 7;
  second.duration = std::chrono::seconds(3);
  store->apply(second, {}, {{"Gi0/1", false, begin}});
  commit();
  EXPECT_THAT(rows("SELECT * FROM poll_log"),
              ElementsAre("r1|7|2023-11-14T22:14:20Z|3000|timeout|connect|r1: no|" + seconds(60),
                          "r1|-|2023-11-14T22:13:20Z|0|ok|-|-|" + seconds(0)));
  EXPECT_THAT(rows("SELECT device, if_name, \"from\", \"to\", reason FROM gap_log WHERE \"to\" IS "
                   "NULL ORDER BY from_ts"),
              ElementsAre("r1|Gi0/1|2023-11-14T22:13:20Z|-|not told of",
                          "r1|-|2023-11-14T22:14:20Z|-|timeout"));
  advance(60);
  tell({gone("Gi0/1")});
  EXPECT_THAT(rows("SELECT if_name, \"to\" FROM gap_log ORDER BY if_name"),
              ElementsAre("-|2023-11-14T22:15:20Z", "Gi0/1|2023-11-14T22:15:20Z"));
}

TEST_F(ViewsTest, AFlapIsAChangeThatNobodyOrdered) {
  start_hours_ago(30);
  Interface shut = port("Gi0/1", OperStatus::down);
  shut.admin_status = AdminStatus::down;
  tell_hours_later(1, {change(port("Gi0/1")), change(port("Gi0/2"))});
  tell_hours_later(20, {change(port("Gi0/2", OperStatus::down))});
  tell_hours_later(1, {change(port("Gi0/2")), change(shut)});
  tell_hours_later(1, {change(port("Gi0/2", OperStatus::down)), change(port("Gi0/1"))});
  EXPECT_THAT(rows("SELECT device, if_name, flaps, oper_status FROM interface_flaps"),
              ElementsAre("r1|Gi0/2|2|down"));
  EXPECT_THAT(
      rows("SELECT if_name, flaps, hour_ts / 3600000 - " +
           std::to_string((now - 30 * 3'600'000ll) / 3'600'000) + " FROM interface_flaps_hour"),
      ElementsAre("Gi0/2|1|22", "Gi0/2|1|21", "Gi0/2|1|1"));
}

TEST_F(ViewsTest, GapsAreNoDowntimeNorIsWhatWasShut) {
  start_hours_ago(24 + 16);
  Interface shut = port("Gi0/1", OperStatus::down);
  shut.admin_status = AdminStatus::down;
  tell_hours_later(16, {change(port("Gi0/1")), change(port("Gi0/2"))});
  tell_hours_later(6, {change(port("Gi0/1", OperStatus::down))});
  tell_hours_later(4, {change(shut)});
  tell_hours_later(4, {change(port("Gi0/1"))});  // up to 10 hours ago
  store->apply(failure(Errc::timeout), {});
  clock.advance(std::chrono::hours(2));
  store->apply(poll(), {}, {{"Gi0/1", false, clock.utc() - 3'600'000}});  // one hour of the two
  clock.advance(std::chrono::hours(1));
  store->apply(poll(), {}, {{"Gi0/1", true, clock.utc()}});
  commit();
  const auto near = [&](const std::string& column, int hours) {
    return rows("SELECT abs(" + column + " - " + std::to_string(hours * 3'600) +
                ") < 60 FROM interface_availability WHERE if_name = 'Gi0/1'")[0] == "1";
  };
  EXPECT_TRUE(near("down_seconds_24h", 6));
  EXPECT_TRUE(near("admin_down_seconds_24h", 4));
  EXPECT_TRUE(near("unobserved_seconds_24h", 3)) << "two of the device, one more of its own";
  EXPECT_TRUE(near("unobserved_seconds_7d", 3));
  EXPECT_THAT(rows("SELECT if_name, round(percent_24h), round(percent_7d) FROM "
                   "interface_availability WHERE device = 'r1'"),
              ElementsAre("Gi0/1|65.0|82.0", "Gi0/2|100.0|100.0"))
      << "11 of 17 hours, 27 of 33";
}

TEST_F(ViewsTest, WhoNeverAnsweredIsNotAvailable) {
  start_hours_ago(15);
  const std::string percents = "SELECT percent_24h, percent_7d FROM device_availability";
  EXPECT_THAT(rows(percents), ElementsAre("-|-")) << "nobody asked it";
  clock.advance(std::chrono::hours(1));
  store->apply(failure(Errc::refused), {});
  commit();
  EXPECT_THAT(rows(percents), ElementsAre("0.0|0.0"));
  reopen();
  clock.advance(std::chrono::hours(1));
  store->configure({r1});
  commit();
  EXPECT_THAT(rows(percents), ElementsAre("0.0|0.0"));
}

TEST_F(ViewsTest, WhoAnsweredFromTheFirstMomentOnIsAvailable) {
  clock.set_utc(system_clock().utc() - 1);
  open_configured();
  tell({});
  commit();
  EXPECT_THAT(rows("SELECT percent_24h, percent_7d FROM device_availability"),
              ElementsAre("100.0|100.0"))
      << "though no whole second went by";
}

TEST_F(ViewsTest, DevicesTellWhyAndSinceWhen) {
  const std::string now = "SELECT result, stage, error, since FROM device_now";
  open_configured();
  EXPECT_THAT(rows(now), ElementsAre("-|-|-|2023-11-14T22:13:20Z"));
  tell({});
  advance(60);
  store->apply(failure(Errc::timeout), {});
  advance(60);
  store->apply(failure(Errc::refused), {});
  commit();
  EXPECT_THAT(rows(now), ElementsAre("refused|connect|r1: no|2023-11-14T22:14:20Z"));
  advance(60);
  tell({});
  EXPECT_THAT(rows(now), ElementsAre("ok|-|-|2023-11-14T22:16:20Z"));
}

TEST_F(ViewsTest, LogsComeNewestFirstWithoutSortingThemAll) {
  open_configured();
  EXPECT_THAT(plan("SELECT * FROM poll_log WHERE device = 'r1' LIMIT 20"),
              AllOf(HasSubstr("poll_ok (device=?)"), HasSubstr("poll_failed (device=?)"),
                    Not(HasSubstr("TEMP B-TREE"))));
  EXPECT_THAT(plan("SELECT * FROM poll_log LIMIT 20"),
              AllOf(HasSubstr("MERGE (UNION ALL)"), Not(HasSubstr("TEMP B-TREE"))));
  EXPECT_THAT(plan("SELECT * FROM gap_log LIMIT 20"),
              AllOf(HasSubstr("USING INDEX gap_to"), HasSubstr("INDEX interface_gap_to"),
                    Not(HasSubstr("TEMP B-TREE"))));
}

/// Whatever ANALYZE has seen: no query of these walks the whole history, nor sorts it.
TEST_F(ViewsTest, PlansAreTheSameAfterAnalyze) {
  open_configured();
  std::vector<Change> many;
  for (int i = 0; i < 200; ++i) many.push_back(change(port("Gi0/" + std::to_string(i))));
  tell(many);
  const auto check = [&] {
    EXPECT_THAT(plan("SELECT * FROM interface_state WHERE device = 'r1' AND valid_from_ts <= 5 AND "
                     "valid_to_ts > 5"),
                AllOf(HasSubstr("h USING PRIMARY KEY (interface=? AND valid_from<?)"),
                      Not(HasSubstr("SCAN h"))));
    EXPECT_THAT(plan("SELECT * FROM interface_state WHERE valid_from_ts <= 5 AND valid_to_ts > 5"),
                HasSubstr("h USING PRIMARY KEY (interface=? AND valid_from<?)"));
    EXPECT_THAT(plan("SELECT * FROM interface_changes LIMIT 20"),
                AllOf(HasSubstr("MERGE (UNION ALL)"), Not(HasSubstr("TEMP B-TREE"))));
    EXPECT_THAT(plan("SELECT * FROM interface_availability WHERE device = 'r1'"),
                AllOf(HasSubstr("d USING"), HasSubstr("(name=?)"),
                      HasSubstr("h USING PRIMARY KEY (interface=? AND valid_from>? AND "
                                "valid_from<?)")));
    EXPECT_THAT(plan("SELECT * FROM interface_flaps_hour"),
                HasSubstr("COVERING INDEX interface_history_flap (valid_from>?)"));
  };
  check();
  sqlite::Connection(path, SQLITE_OPEN_READWRITE).execute("ANALYZE");
  check();
}

}  // namespace
}  // namespace showd
