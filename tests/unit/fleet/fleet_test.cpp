#include "unit/fleet/fleet_fixture.hpp"

namespace showd {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = Change::Kind;

TEST_F(FleetTest, EveryConfiguredDeviceHasAStateFromTheStart) {
  const auto state = fleet.snapshot()->devices.at("r1");
  EXPECT_FALSE(state->polled);
  EXPECT_FALSE(state->up);
  EXPECT_EQ(state->result, "");
  EXPECT_EQ(state->interfaces, nullptr);
}

TEST_F(FleetTest, AppearsChangesDisappears) {
  EXPECT_THAT(changes(good({port("Gi0/1"), port("Gi0/2")})),
              ElementsAre(ChangeIs(Kind::appeared, "Gi0/1"), ChangeIs(Kind::appeared, "Gi0/2")));
  clock.advance(seconds(60));
  const auto seen = changes(good({port("Gi0/1", OperStatus::down)}));
  ASSERT_THAT(seen,
              ElementsAre(ChangeIs(Kind::changed, "Gi0/1"), ChangeIs(Kind::disappeared, "Gi0/2")));
  EXPECT_EQ(seen[0].at, clock.utc());
  EXPECT_EQ(seen[0].before.oper_status, OperStatus::up);
  EXPECT_EQ(seen[0].after.oper_status, OperStatus::down);
  EXPECT_EQ(seen[0].device, "r1");
}

TEST_F(FleetTest, AgesAndCountersAreNoChangeButAreOfTheLastPoll) {
  Interface first = port("Gi0/1");
  first.counters.write().in_octets = 1;
  first.last_change_seconds = 10;
  changes(good({first}));
  clock.advance(seconds(60));
  Interface second = port("Gi0/1");
  second.counters.write().out_octets = 2;
  second.last_change_seconds = 70;
  EXPECT_THAT(changes(good({second})), IsEmpty());
  const auto* now = published("Gi0/1");
  EXPECT_EQ(now->seen.counters->out_octets, 2u);
  EXPECT_FALSE(now->seen.counters->in_octets) << "a counter that is not stated is not told again";
  clock.advance(seconds(60));
  changes(good({port("Gi0/1")}));
  EXPECT_FALSE(published("Gi0/1")->seen.last_change_seconds);
}

TEST_F(FleetTest, AnIndexIsStateAsADeviceMayNumberAnewWhenItStarts) {
  Interface numbered = port("Gi0/1");
  numbered.if_index = 7;
  changes(good({numbered}));
  EXPECT_THAT(changes(good({port("Gi0/1")})), IsEmpty());
  EXPECT_EQ(published("Gi0/1")->seen.if_index, 7u);
  numbered.if_index = 8;
  const auto seen = changes(good({numbered}));
  ASSERT_THAT(seen, ElementsAre(ChangeIs(Kind::changed, "Gi0/1")));
  EXPECT_EQ(seen[0].before.if_index, 7u);
  EXPECT_EQ(seen[0].after.if_index, 8u);
  EXPECT_EQ(published("Gi0/1")->changes, 0u) << "an index is no change of status";
}

TEST_F(FleetTest, WhatIsNotStatedStaysKnown) {
  Interface full = port("Gi0/1");
  full.if_alias = "uplink";
  full.mtu = 1500;
  full.ipv4 = {{"192.0.2.9", 24}};
  changes(good({full}));
  EXPECT_THAT(changes(good({port("Gi0/1")})), IsEmpty());
  EXPECT_EQ(published("Gi0/1")->seen.if_alias, "uplink");
  Interface bare = port("Gi0/1");
  bare.ipv4.emplace();
  const auto seen = changes(good({bare}));
  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].after.mtu, 1500u) << "a change tells the whole state, not only what is new";
}

TEST_F(FleetTest, WhatIsLearnedLaterIsRecordedOnce) {
  changes(good({port("Gi0/1")}));
  Interface full = port("Gi0/1");
  full.if_alias = "uplink";
  EXPECT_THAT(changes(good({full})), ElementsAre(ChangeIs(Kind::changed, "Gi0/1")));
  EXPECT_THAT(changes(good({full})), IsEmpty());
  EXPECT_EQ(published("Gi0/1")->changes, 0u) << "a description is no change of status";
}

TEST_F(FleetTest, AReasonGoesWithItsStatus) {
  Interface down = port("Gi0/1", OperStatus::down);
  down.reason = "err-disabled";
  changes(good({down}));
  EXPECT_THAT(changes(good({port("Gi0/1", OperStatus::down)})), IsEmpty()) << "same status";
  EXPECT_EQ(published("Gi0/1")->seen.reason, "err-disabled");
  EXPECT_THAT(changes(good({port("Gi0/1")})), SizeIs(1));
  EXPECT_FALSE(published("Gi0/1")->seen.reason);
}

TEST_F(FleetTest, ASessionIsReusedOrNot) {
  EXPECT_FALSE(fleet.observe(good({port("Gi0/1")})).state->session_reused);
  PollResult poll = good({port("Gi0/1")});
  poll.session_reused = true;
  EXPECT_TRUE(fleet.observe(poll).state->session_reused);
  EXPECT_FALSE(fleet.observe(good({port("Gi0/1")})).state->session_reused);
}

TEST_F(FleetTest, AFailedPollChangesNothingEvenWithRows) {
  changes(good({port("Gi0/1")}));
  PollResult poll = failed();
  poll.interfaces = {port("Gi0/9", OperStatus::down)};
  const auto seen = fleet.observe(poll);
  EXPECT_THAT(seen.changes, IsEmpty());
  EXPECT_FALSE(seen.state->up);
  EXPECT_TRUE(seen.state->reachable);
  EXPECT_EQ(seen.state->result, "timeout");
  EXPECT_EQ(seen.state->stage, "prompt");
  EXPECT_EQ(seen.state->failures_in_a_row, 1u);
  EXPECT_EQ(seen.state->polls_by_result.at("ok"), 1u);
  EXPECT_EQ(seen.state->polls_by_result.at("timeout"), 1u);
  EXPECT_EQ(seen.state->failures_by_stage.at(static_cast<std::size_t>(Stage::prompt)), 1u);
  EXPECT_THAT(changes(good({port("Gi0/1")})), IsEmpty());
  EXPECT_EQ(fleet.snapshot()->devices.at("r1")->failures_in_a_row, 0u);
}

TEST_F(FleetTest, APollThatShowsNothingNewLeavesTheTableAsItIs) {
  Interface described = port("Gi0/1");
  described.if_alias = "to core";
  changes(good({described, port("Gi0/2")}));
  const auto table = fleet.snapshot()->devices.at("r1")->interfaces;
  clock.advance(seconds(60));
  changes(good({port("Gi0/2"), port("Gi0/1")}));
  EXPECT_EQ(fleet.snapshot()->devices.at("r1")->interfaces, table);
  Interface counted = port("Gi0/2");
  counted.counters.write().in_octets = 1;
  changes(good({port("Gi0/1"), counted}));
  EXPECT_NE(fleet.snapshot()->devices.at("r1")->interfaces, table);
  EXPECT_EQ(published("Gi0/2")->seen.counters->in_octets, 1u);
  EXPECT_EQ(published("Gi0/1")->seen.if_alias, "to core");
}

TEST_F(FleetTest, AnotherHostKeyIsKnownUntilTheRightOneIsShown) {
  const auto changed = [&](PollResult poll) { return fleet.observe(poll).state->host_key_changed; };
  EXPECT_FALSE(changed(good({})));
  EXPECT_TRUE(changed(failed(Errc::hostkey_changed, Stage::hostkey)));
  EXPECT_TRUE(changed(failed(Errc::timeout, Stage::connect))) << "which key it shows is not known";
  EXPECT_TRUE(changed(failed(Errc::resource_limit, Stage::limit)));
  EXPECT_FALSE(changed(failed(Errc::auth_failed, Stage::auth))) << "the key was good";
  EXPECT_TRUE(changed(failed(Errc::hostkey_changed, Stage::hostkey)));
  EXPECT_FALSE(changed(good({})));
}

TEST_F(FleetTest, ARefusedHostKeyIsKnownUntilAGoodOneIsShown) {
  const auto refused = [&](PollResult poll) { return fleet.observe(poll).state->host_key_refused; };
  EXPECT_FALSE(refused(good({})));
  EXPECT_TRUE(refused(failed(Errc::hostkey_unknown, Stage::hostkey)));
  EXPECT_TRUE(refused(failed(Errc::timeout, Stage::connect)));
  EXPECT_FALSE(fleet.snapshot()->devices.at("r1")->host_key_changed) << "none is pinned";
  EXPECT_TRUE(refused(failed(Errc::hostkey_changed, Stage::hostkey)));
  EXPECT_FALSE(refused(failed(Errc::auth_failed, Stage::auth)));
}

TEST_F(FleetTest, TheNextPollIsAPeriodAwayOrWhenADeviceIsLeftAloneNoMore) {
  const auto next = [&] { return fleet.snapshot()->devices.at("r1")->next_poll; };
  EXPECT_EQ(next(), 0);
  changes(good({}));
  EXPECT_EQ(next(), clock.utc() + 60'000);
  fleet.left_alone("r1", clock.utc() + 120'000);
  EXPECT_EQ(next(), clock.utc() + 60'000) << "it answered in the meantime";
  changes(failed());
  fleet.left_alone("r1", clock.utc() + 120'000);
  EXPECT_EQ(next(), clock.utc() + 120'000);
  fleet.left_alone("stranger", clock.utc());
}

TEST_F(FleetTest, WhatParsersLostIsToldUntilTheNextOutputs) {
  PollResult poll = good({port("Gi0/1")});
  poll.coverage = {{.command = "show interfaces", .lines = 9, .unmatched = 2, .row_lost = true},
                   {.command = "show version", .lines = 5, .unmatched = 1}};
  const DeviceStatePtr state = fleet.observe(poll).state;
  EXPECT_TRUE(state->parsed);
  EXPECT_EQ(state->unmatched_lines, 3u);
  EXPECT_EQ(state->lossy_outputs, 1u);
  EXPECT_EQ(fleet.observe(failed()).state->lossy_outputs, 1u) << "nothing was parsed";
  poll = good({port("Gi0/1")});
  poll.coverage = {{.command = "show interfaces", .lines = 9}};
  EXPECT_EQ(fleet.observe(poll).state->lossy_outputs, 0u);
}

TEST_F(FleetTest, ACancelledPollSaysNothing) {
  changes(good({port("Gi0/1")}));
  const auto seen = fleet.observe(failed(Errc::cancelled));
  EXPECT_TRUE(seen.state->up);
  EXPECT_EQ(seen.state->polls_by_result.size(), 1u);
}

TEST_F(FleetTest, WhatWasShortHereSaysNothingOfTheDeviceButIsCounted) {
  changes(good({port("Gi0/1")}));
  for (const Errc ours : {Errc::not_asked, Errc::resource_limit}) {
    const auto seen = fleet.observe(failed(ours, Stage::limit));
    EXPECT_TRUE(seen.state->up) << to_string(ours);
    EXPECT_TRUE(seen.state->reachable) << to_string(ours);
    EXPECT_EQ(seen.state->result, to_string(ours));
    EXPECT_EQ(seen.state->polls_by_result.at(std::string(to_string(ours))), 1u);
  }
  EXPECT_FALSE(fleet.observe(failed(Errc::timeout, Stage::connect)).state->up);
  EXPECT_FALSE(fleet.observe(failed(Errc::not_asked, Stage::limit)).state->up) << "nor is it up";
}

TEST_F(FleetTest, TheOrderOfAddressesIsNoChange) {
  Interface one = port("Gi0/1"), other = one;
  one.ipv4 = {{"192.0.2.1", 24}, {"198.51.100.1", 24}};
  other.ipv4 = {{"198.51.100.1", 24}, {"192.0.2.1", 24}, {"192.0.2.1", 24}};
  changes(good({one}));
  EXPECT_THAT(changes(good({other})), IsEmpty());
}

TEST_F(FleetTest, AGoodPollWithoutInterfacesSaysNothingOfThem) {
  changes(good({port("Gi0/1")}));
  EXPECT_THAT(changes(good({})), IsEmpty());
  EXPECT_NE(published("Gi0/1"), nullptr);
}

TEST_F(FleetTest, TheTableIsWithdrawnAfterThreeMissedPeriodsAndStillCompared) {
  changes(good({port("Gi0/1")}));
  for (int missed = 1; missed <= 2; ++missed) {
    clock.advance(seconds(60));
    changes(failed());
    EXPECT_NE(published("Gi0/1"), nullptr) << missed;
  }
  clock.advance(seconds(60));
  changes(failed());
  EXPECT_EQ(published("Gi0/1"), nullptr);
  EXPECT_THAT(changes(good({port("Gi0/1", OperStatus::down)})),
              ElementsAre(ChangeIs(Kind::changed, "Gi0/1")));
  EXPECT_NE(published("Gi0/1"), nullptr);
}

TEST_F(FleetTest, TheTableIsWithdrawnWithoutAnyPollToo) {
  changes(good({port("Gi0/1")}));
  clock.advance(seconds(180) + r1->deadline - seconds(1));
  EXPECT_NE(published("Gi0/1"), nullptr) << "a poll may last as long as its deadline";
  clock.advance(seconds(1));
  EXPECT_EQ(published("Gi0/1"), nullptr);
}

TEST_F(FleetTest, FlapsAreCountedAndSinceIsOfTheStatus) {
  const UtcMillis begin = clock.utc();
  changes(good({port("Gi0/1")}));
  EXPECT_EQ(published("Gi0/1")->last_change, 0);
  clock.advance(seconds(60));
  Interface named = port("Gi0/1");
  named.if_alias = "x";
  changes(good({named}));
  EXPECT_EQ(published("Gi0/1")->since, begin);
  clock.advance(seconds(60));
  changes(good({port("Gi0/1", OperStatus::down)}));
  EXPECT_EQ(published("Gi0/1")->since, clock.utc());
  EXPECT_EQ(published("Gi0/1")->last_change, clock.utc());
  EXPECT_EQ(published("Gi0/1")->changes, 1u);
}

TEST_F(FleetTest, TheDevicesOwnAgeTellsTheLastChange) {
  const auto poll_with_age = [&](std::uint64_t age) {
    Interface aged = port("Gi0/1");
    aged.last_change_seconds = age;
    changes(good({aged}));
    return published("Gi0/1")->last_change;
  };
  const UtcMillis begin = clock.utc();
  EXPECT_EQ(poll_with_age(100), begin - 100'000);
  clock.advance(seconds(60));
  EXPECT_EQ(poll_with_age(159), begin - 100'000) << "a second's rounding does not move it";
  clock.advance(seconds(60));
  EXPECT_EQ(poll_with_age(10), clock.utc() - 10'000) << "it flapped between two polls";
}

TEST_F(FleetTest, ACoarseAgeDoesNotWander) {
  constexpr std::uint64_t kDay = 86'400;
  Interface aged = port("Gi0/1");
  aged.last_change_seconds = 8 * kDay;
  changes(good({aged}));
  const UtcMillis first = published("Gi0/1")->last_change;
  clock.advance(std::chrono::hours(23));
  changes(good({aged}));
  EXPECT_EQ(published("Gi0/1")->last_change, first);
}

TEST_F(FleetTest, AnAbsurdAgeIsNotBelieved) {
  Interface aged = port("Gi0/1");
  aged.last_change_seconds = ~0ull;
  changes(good({aged}));
  EXPECT_EQ(published("Gi0/1")->last_change, 0);
}

TEST_F(FleetTest, ARestartIsAGapNotAChange) {
  KnownDevice known{.name = "r1", .address = "192.0.2.1", .platform = "cisco_ios"};
  known.ports = {{port("Gi0/1"), 5}, {port("Gi0/2"), 6}, {port("Gi0/3"), 7}};
  fleet.restore(known);
  EXPECT_EQ(published("Gi0/1"), nullptr) << "nothing is shown before it was seen";
  EXPECT_THAT(changes(good({port("Gi0/1"), port("Gi0/2", OperStatus::down)})),
              ElementsAre(ChangeIs(Kind::changed, "Gi0/2"), ChangeIs(Kind::disappeared, "Gi0/3")));
  EXPECT_EQ(published("Gi0/1")->since, 5);
  EXPECT_EQ(published("Gi0/2")->since, clock.utc());
}

TEST_F(FleetTest, TheLastSuccessBeforeARestartIsShownAtOnce) {
  const auto success = [&] { return fleet.snapshot()->devices.at("r1")->last_success; };
  EXPECT_EQ(success(), 0);
  KnownDevice known{.name = "r1", .address = "192.0.2.200", .platform = "cisco_ios", .last_ok = 8};
  fleet.restore(known);
  EXPECT_EQ(success(), 0) << "of another box";
  known.address = "192.0.2.1";
  Fleet other(clock);
  other.configure({{r1, seconds(60)}});
  other.restore(known);
  EXPECT_EQ(other.snapshot()->devices.at("r1")->last_success, 8);
}

TEST_F(FleetTest, RestoringComesTooLateAfterAGoodPoll) {
  changes(good({port("Gi0/1")}));
  fleet.restore({.name = "r1", .address = "192.0.2.1", .platform = "cisco_ios", .ports = {}});
  EXPECT_THAT(changes(good({port("Gi0/1")})), IsEmpty());
  fleet.restore({.name = "stranger"});
}

TEST_F(FleetTest, RemovedLeavesAtOnceAndItsLateResultIsNothing) {
  const auto before = fleet.snapshot();
  EXPECT_THAT(fleet.configure({{device("r2"), seconds(60)}}), ElementsAre("r2"));
  EXPECT_FALSE(fleet.snapshot()->devices.contains("r1"));
  EXPECT_TRUE(before->devices.contains("r1")) << "a snapshot is immutable";
  const auto seen = fleet.observe(good({port("Gi0/1")}));
  EXPECT_EQ(seen.state, nullptr);
  EXPECT_THAT(seen.changes, IsEmpty());
}

TEST_F(FleetTest, AChangedDeviceKeepsItsHistory) {
  changes(good({port("Gi0/1")}));
  Device other = *r1;
  other.deadline = seconds(5);
  const auto changed = std::make_shared<const Device>(other);
  EXPECT_THAT(fleet.configure({{changed, seconds(10)}}), IsEmpty());
  EXPECT_NE(published("Gi0/1"), nullptr);
  EXPECT_EQ(kept->devices.at("r1")->device, changed);
  EXPECT_EQ(kept->devices.at("r1")->polls_by_result.at("ok"), 1u);
  EXPECT_THAT(changes(good({port("Gi0/1")})), IsEmpty()) << "a poll begun before the change counts";
}

TEST_F(FleetTest, AnotherAddressBeginsAnewButIsComparedByName) {
  Interface old = port("Gi0/1");
  old.if_alias = "of the old box";
  changes(good({old, port("Gi0/2")}));
  auto stale = good({port("Gi0/1")});
  r1 = device("r1", "192.0.2.77");
  fleet.configure({{r1, seconds(60)}});
  EXPECT_EQ(published("Gi0/1"), nullptr);
  EXPECT_EQ(fleet.observe(stale).state, nullptr) << "begun at the old address";
  EXPECT_TRUE(kept->devices.at("r1")->polls_by_result.empty());
  EXPECT_THAT(changes(good({port("Gi0/1")})),
              ElementsAre(ChangeIs(Kind::changed, "Gi0/1"), ChangeIs(Kind::disappeared, "Gi0/2")));
  EXPECT_FALSE(published("Gi0/1")->seen.if_alias);
  EXPECT_THAT(changes(good({port("Gi0/1")})), IsEmpty());
}

TEST_F(FleetTest, TheStoreRemembersAnotherBox) {
  KnownDevice known{.name = "r1", .address = "192.0.2.200", .platform = "cisco_ios"};
  known.ports = {{port("Gi0/1"), 5}};
  known.ports[0].state.mtu = 9000;
  fleet.restore(known);
  EXPECT_THAT(changes(good({port("Gi0/1")})), SizeIs(1));
  EXPECT_FALSE(published("Gi0/1")->seen.mtu);
}

TEST_F(FleetTest, ANameTwiceIsOneInterfaceAndNoNameIsNone) {
  Interface more = port("Gi0/1", OperStatus::down);
  more.mtu = 1500;
  EXPECT_THAT(changes(good({port("Gi0/1"), more, port("")})), SizeIs(1));
  EXPECT_EQ(published("Gi0/1")->seen.oper_status, OperStatus::up);
  EXPECT_EQ(published("Gi0/1")->seen.mtu, 1500u);
}

TEST_F(FleetTest, TheSnapshotIsTheSameWhileNothingChanged) {
  const auto first = fleet.snapshot();
  EXPECT_EQ(first, fleet.snapshot());
  changes(failed());
  EXPECT_NE(first, fleet.snapshot());
  EXPECT_FALSE(first->devices.at("r1")->polled);
}

}  // namespace
}  // namespace showd
