/// A wall clock that was wrong for a while: what it stamped is put right when it comes back, and no
/// gap is swallowed.
#include "base/clock_watch.hpp"
#include "fleet/fleet.hpp"
#include "unit/store/store_fixture.hpp"

namespace showd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr UtcMillis kSecond = 1'000;
constexpr UtcMillis kDay = 86'400 * kSecond;
constexpr UtcMillis kTenYears = 3'650 * kDay;

class ClockTest : public StoreTest {
 protected:
  /// The clock is set, and the store hears of it, as the recorder does it.
  void set_clock(UtcMillis by) {
    clock.set_utc(clock.utc() + by);
    auto jump = watch.look();
    ASSERT_TRUE(jump);
    store->clock_set(watch.ahead(), watch.since(), std::move(jump->wrong));
    commit();
  }
  void restart_with_clock_set(UtcMillis by) {
    store.reset();
    clock.set_utc(clock.utc() + by);
    advance(100);
    open();
    store->configure({r1});
    commit();
  }
  /// Every stamp that lies after the present.
  std::vector<std::string> stamps_ahead() const {
    std::vector<std::string> ahead;
    for (const auto& [table, column] : {std::pair{"device", "first_seen"},
                                        {"device", "last_ok"},
                                        {"device", "removed_at"},
                                        {"interface", "first_seen"},
                                        {"interface", "removed_at"},
                                        {"poll", "started"},
                                        {"device_hour", "hour"},
                                        {"interface_current", "since"},
                                        {"interface_current", "valid_from"},
                                        {"interface_history", "valid_from"},
                                        {"interface_history", "valid_to"},
                                        {"interface_address", "valid_from"},
                                        {"interface_address", "valid_to"},
                                        {"gap", "from_ts"},
                                        {"gap", "to_ts"},
                                        {"interface_gap", "from_ts"},
                                        {"interface_gap", "to_ts"},
                                        {"host_key", "first_seen"}})
      for (const auto& stamp :
           rows(std::string("SELECT ") + column + " FROM " + table + " WHERE " + column + " > " +
                std::to_string(clock.utc()) + " AND " + column + " < 9223372036854775807"))
        ahead.push_back(std::string(table) + "." + column + " " + stamp);
    return ahead;
  }

  ClockWatch watch{clock};
};

TEST_F(ClockTest, WhatWasRecordedAheadIsPutRightWhenTheClockIsBack) {
  open_configured();
  Interface state = port("Gi0/1");
  state.ipv4 = {{"192.0.2.1", 24}};
  tell({change(state), change(port("Gi0/2"))});
  advance(60);
  set_clock(kTenYears);
  state.oper_status = OperStatus::down;
  state.ipv4 = {{"192.0.2.2", 24}};
  tell({change(state), change(port("Gi0/3")), gone("Gi0/2")});
  advance(60);
  state.oper_status = OperStatus::up;
  tell({change(state)});
  PollResult keyed = failure(Errc::timeout);
  keyed.new_host_key = HostKey{"ssh-ed25519", "SHA256:one"};
  store->apply(keyed, {}, {{"Gi0/3", false, clock.utc() - 60 * kSecond}});
  commit();
  EXPECT_THAT(stamps_ahead(), IsEmpty());
  advance(60);
  set_clock(-kTenYears);
  EXPECT_THAT(stamps_ahead(), IsEmpty());
  EXPECT_THAT(intervals(), ElementsAre("0|60|1", "60|120|2", "120|open|1"));
  EXPECT_THAT(intervals("Gi0/2"), ElementsAre("0|60|1"));
  EXPECT_THAT(intervals("Gi0/3"), ElementsAre("60|open|1"));
  EXPECT_THAT(gaps(), ElementsAre("120|open|timeout"));
  state.oper_status = OperStatus::down;
  tell({change(state)});
  EXPECT_THAT(intervals(), ElementsAre("0|60|1", "60|120|2", "120|180|1", "180|open|2"));
  EXPECT_THAT(gaps(), ElementsAre("120|180|timeout"));
  EXPECT_THAT(rows("SELECT count(*) FROM interface_current c JOIN interface_history h ON "
                   "h.interface = c.interface AND h.valid_from = c.valid_from AND h.valid_to = "
                   "9223372036854775807"),
              ElementsAre("2"));
  EXPECT_THAT(rows("SELECT count(*), sum(polls), sum(failed) FROM device_hour"),
              ElementsAre("1|5|1"))
      << "all in one hour";
}

TEST_F(ClockTest, AheadBehindFarAheadAndBack) {
  open_configured();
  tell({change(port("Gi0/1"))});
  UtcMillis set = 0;
  bool up = true;
  for (const UtcMillis to : {kDay, -kDay, kTenYears, UtcMillis{0}}) {
    advance(60);
    set_clock(to - std::exchange(set, to));
    tell({change(port("Gi0/1", (up = !up) ? OperStatus::up : OperStatus::down))});
  }
  EXPECT_THAT(stamps_ahead(), IsEmpty());
  const auto all = intervals();
  ASSERT_THAT(all, SizeIs(5));
  EXPECT_EQ(all.back(), "240|open|1");
  EXPECT_EQ(all[3].substr(all[3].find('|')), "|240|2");
}

TEST_F(ClockTest, AClockThatGoesBackPutsNothingRight) {
  open_configured();
  tell({change(port("Gi0/1"))});
  advance(60);
  tell({change(port("Gi0/1", OperStatus::down))});
  const auto before = intervals();
  set_clock(-kDay);
  EXPECT_EQ(intervals(), before) << "who knows which of the two is wrong";
  set_clock(kDay);
  EXPECT_EQ(intervals(), before);
}

TEST_F(ClockTest, AClockThatCameBackDuringAStopIsRecognised) {
  open_configured();
  tell({change(port("Gi0/1"))});
  advance(60);
  set_clock(kTenYears);
  advance(60);
  tell({change(port("Gi0/1", OperStatus::down))});
  restart_with_clock_set(-kTenYears);
  EXPECT_EQ(store->last_clock().ahead, 0);
  EXPECT_THAT(stamps_ahead(), IsEmpty());
  EXPECT_THAT(intervals(), ElementsAre("0|120|1", "120|open|2"));
  EXPECT_THAT(gaps(), ElementsAre("120|open|showd stopped"));
  tell({});
  EXPECT_THAT(gaps(), ElementsAre("120|220|showd stopped"));
}

TEST_F(ClockTest, AClockThatIsStillAheadAfterAStopIsRemembered) {
  open_configured();
  tell({});
  set_clock(kDay);
  restart_with_clock_set(0);
  EXPECT_EQ(store->last_clock().ahead, kDay);
  EXPECT_EQ(store->last_clock().since, begin + kDay);
}

TEST_F(ClockTest, TheGapOfARestartIsWrittenWhateverTheStampsSay) {
  open_configured();
  tell({});
  advance(60);
  tell({});
  for (const UtcMillis by : {kTenYears, -kDay}) {  // nobody told the store
    store.reset();
    clock.set_utc(clock.utc() + by);
    open();
    store->configure({r1});
    tell({});
  }
  advance(60);
  tell({});
  store.reset();
  advance(60);
  open();
  store->configure({r1});
  commit();
  tell({});
  EXPECT_THAT(rows("SELECT (to_ts - from_ts) / 1000 FROM gap WHERE reason = 'showd stopped' ORDER "
                   "BY id DESC LIMIT 1"),
              ElementsAre("60"));
  EXPECT_THAT(stamps_ahead(), testing::Each(testing::Not(testing::HasSubstr("device.last_ok"))));
}

TEST_F(ClockTest, AfterAStopThatEndedInThePastTheGapBeginsAtALastPollBelieved) {
  open_configured();
  tell({});
  advance(60);
  tell({});
  clock.set_utc(clock.utc() + kTenYears);
  tell({});
  store.reset();
  clock.set_utc(begin + 100 * kSecond);
  open();
  store->configure({r1});
  tell({});
  EXPECT_THAT(gaps(), ElementsAre("60|100|showd stopped"));
}

TEST_F(ClockTest, AGapThatWouldEndBeforeItBeganIsNotSwallowed) {
  open_configured();
  tell({});
  advance(60);
  store->apply(failure(Errc::timeout), {});
  commit();
  clock.set_utc(begin + 10 * kSecond);
  tell({});
  EXPECT_THAT(gaps(), ElementsAre("9|10|timeout"));
}

TEST_F(ClockTest, RestampingMovesRowsOverEachOthersPlaces) {
  open_configured();
  tell({change(port("Gi0/1"))});
  advance(60);
  set_clock(60 * kSecond + kSecond);
  for (int i = 0; i < 6; ++i) {
    advance(61);
    tell({change(port("Gi0/1", i % 2 ? OperStatus::up : OperStatus::down))});
  }
  set_clock(-61 * kSecond);
  EXPECT_THAT(intervals(), ElementsAre("0|121|1", "121|182|2", "182|243|1", "243|304|2",
                                       "304|365|1", "365|426|2", "426|open|1"));
}

TEST(FleetClock, WhatIsShownIsPutRightToo) {
  ManualClock clock;
  ClockWatch watch(clock);
  Fleet fleet(clock);
  const auto r1 = std::make_shared<const Device>(Device{.name = "r1"});
  fleet.configure({{r1, std::chrono::seconds(60)}});
  clock.set_utc(clock.utc() + kTenYears);
  ASSERT_TRUE(watch.look());
  PollResult poll;
  poll.device = r1;
  poll.started = clock.utc();
  poll.interfaces = {port("Gi0/1")};
  EXPECT_EQ(fleet.observe(poll).changes.size(), 1u);
  clock.set_utc(clock.utc() - kTenYears);
  fleet.restamp(watch.look()->wrong);
  const auto state = fleet.snapshot()->devices.at("r1");
  EXPECT_EQ(state->last_success, clock.utc());
  EXPECT_EQ(state->interfaces->find("Gi0/1")->since, clock.utc());
}

}  // namespace
}  // namespace showd
