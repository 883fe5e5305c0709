/// What it takes for an interface to be gone: an output that says so, and says it twice where many
/// would be.
#include "unit/fleet/fleet_fixture.hpp"

namespace showd {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = Change::Kind;

class AbsenceTest : public FleetTest {
 protected:
  static std::vector<Interface> ports(int count, int first = 0) {
    std::vector<Interface> all;
    for (int i = first; i < first + count; ++i) all.push_back(port("Gi0/" + std::to_string(i)));
    return all;
  }
  /// From here on asks a fleet whose devices have at most ten interfaces.
  void ask_small() {
    small.configure({{r1, seconds(60)}});
    asked = &small;
  }
  /// A good poll of some of whose lines the parser made nothing: a hash for each.
  PollResult with_unknown(std::vector<Interface> interfaces,
                          std::vector<std::uint64_t> lines) const {
    PollResult poll = good(std::move(interfaces));
    const auto count = static_cast<std::uint32_t>(lines.size());
    poll.coverage.push_back({.command = "show interfaces", .lines = 100, .unmatched = count});
    poll.coverage.back().unknown_lines = std::move(lines);
    return poll;
  }
  Observation next(const PollResult& poll) {
    clock.advance(seconds(60));
    PollResult now = poll;
    now.started = clock.utc();
    return asked->observe(now);
  }

  Fleet small{clock, 10};
  Fleet* asked = &fleet;
};

MATCHER_P2(SightingIs, name, observed, "") {
  return arg.if_name == name && arg.observed == observed;
}

TEST_F(AbsenceTest, ALineThatWasNotUnderstoodMayBeTheRow) {
  changes(good(ports(2)));
  const UtcMillis last = clock.utc();
  const auto seen = next(with_unknown(ports(1), {7}));
  EXPECT_THAT(seen.changes, IsEmpty());
  ASSERT_THAT(seen.sightings, ElementsAre(SightingIs("Gi0/1", false)));
  EXPECT_EQ(seen.sightings[0].at, last);
  EXPECT_EQ(seen.state->not_observed, 1u);
  EXPECT_EQ(seen.state->unmatched_lines, 1u);
  ASSERT_NE(published("Gi0/1"), nullptr) << "it stays as it is known";
  EXPECT_EQ(published("Gi0/1")->last_seen, last);
  EXPECT_EQ(published("Gi0/0")->missed, 0) << "seen by the last good poll";
  const auto back = next(good(ports(2)));
  EXPECT_THAT(back.changes, IsEmpty());
  EXPECT_THAT(back.sightings, ElementsAre(SightingIs("Gi0/1", true)));
  EXPECT_EQ(back.state->not_observed, 0u);
}

TEST_F(AbsenceTest, ARowThatWasRefusedMayBeTheRowToo) {
  changes(good(ports(2)));
  PollResult poll = good(ports(1));
  poll.coverage.push_back({.command = "show interfaces", .lines = 2, .row_lost = true});
  EXPECT_THAT(next(poll).changes, IsEmpty());
  EXPECT_THAT(next(good(ports(1))).changes, ElementsAre(ChangeIs(Kind::disappeared, "Gi0/1")));
}

TEST_F(AbsenceTest, OneCommandInDoubtIsThePollInDoubt) {
  changes(good(ports(2)));
  PollResult poll = with_unknown(ports(1), {7});
  poll.coverage.push_back({.command = "show interfaces status", .lines = 2});
  EXPECT_THAT(next(poll).changes, IsEmpty());
}

TEST_F(AbsenceTest, WhatIsNotAskedForAnyMoreIsNotGone) {
  const auto asked = [&](std::vector<Interface> shown, const char* command) {
    PollResult poll = good(std::move(shown));
    poll.coverage.push_back({.command = command, .lines = 100});
    return poll;
  };
  next(asked(ports(9), "show interfaces"));
  EXPECT_THAT(next(asked(ports(2), "show interfaces status")).changes, IsEmpty());
  auto seen = next(asked(ports(1), "show interfaces status"));
  EXPECT_THAT(seen.changes, ElementsAre(ChangeIs(Kind::disappeared, "Gi0/1")));
  EXPECT_EQ(seen.state->not_observed, 7u);
  EXPECT_EQ(seen.in_doubt, 0u);
  EXPECT_THAT(next(asked(ports(9), "show interfaces")).changes,
              ElementsAre(ChangeIs(Kind::appeared, "Gi0/1")));
}

TEST_F(AbsenceTest, WhatAppearsAndChangesInADoubtfulPollIsTold) {
  changes(good(ports(2)));
  EXPECT_THAT(next(with_unknown({port("Gi0/0", OperStatus::down), port("Gi9/9")}, {7})).changes,
              ElementsAre(ChangeIs(Kind::changed, "Gi0/0"), ChangeIs(Kind::appeared, "Gi9/9")));
}

TEST_F(AbsenceTest, ALineThatAlwaysStoodThereHidesNothing) {
  changes(with_unknown(ports(3), {7, 8}));
  EXPECT_THAT(next(with_unknown(ports(2), {7})).changes,
              ElementsAre(ChangeIs(Kind::disappeared, "Gi0/2")));
  EXPECT_THAT(next(with_unknown(ports(1), {7, 7})).changes, IsEmpty()) << "once more than before";
  EXPECT_THAT(next(with_unknown(ports(1), {7, 9})).changes, IsEmpty()) << "another";
}

TEST_F(AbsenceTest, NotObservedForThreePollsIsShownNoLongerAndStillCompared) {
  changes(good(ports(2)));
  for (int missed = 1; missed < kMissedPeriods; ++missed) {
    next(with_unknown(ports(1), {7}));
    EXPECT_NE(published("Gi0/1"), nullptr) << missed;
  }
  next(with_unknown(ports(1), {7}));
  EXPECT_EQ(published("Gi0/1"), nullptr);
  EXPECT_NE(published("Gi0/0"), nullptr);
  const auto back = next(good({port("Gi0/0"), port("Gi0/1", OperStatus::down)}));
  EXPECT_THAT(back.changes, ElementsAre(ChangeIs(Kind::changed, "Gi0/1")));
  EXPECT_NE(published("Gi0/1"), nullptr);
}

TEST_F(AbsenceTest, AGoodPollWithoutInterfacesObservedNone) {
  changes(good(ports(1)));
  for (int missed = 0; missed < kMissedPeriods; ++missed)
    EXPECT_THAT(next(good({})).changes, IsEmpty());
  EXPECT_EQ(published("Gi0/0"), nullptr);
  EXPECT_THAT(next(good(ports(1))).changes, IsEmpty());
}

TEST_F(AbsenceTest, AMassHasToBeConfirmed) {
  changes(good(ports(20)));
  auto seen = next(good(ports(15)));
  EXPECT_THAT(seen.changes, IsEmpty());
  EXPECT_EQ(seen.in_doubt, 5u);
  EXPECT_EQ(seen.state->not_observed, 5u);
  seen = next(good(ports(15)));
  EXPECT_THAT(seen.changes, SizeIs(5));
  EXPECT_EQ(seen.in_doubt, 0u);
  EXPECT_EQ(seen.state->not_observed, 0u);
}

TEST_F(AbsenceTest, AFewOrAFifthAreNoMass) {
  changes(good(ports(4)));
  EXPECT_THAT(next(good(ports(1))).changes, SizeIs(3)) << "three of four";
  changes(good(ports(20)));
  EXPECT_THAT(next(good(ports(16))).changes, SizeIs(4)) << "four of twenty";
}

TEST_F(AbsenceTest, WhatComesBackIsInDoubtNoLonger) {
  changes(good(ports(20)));
  next(good(ports(10)));
  EXPECT_THAT(next(good(ports(20))).changes, IsEmpty());
  EXPECT_THAT(next(good(ports(10))).changes, IsEmpty()) << "doubted anew";
  EXPECT_THAT(next(good(ports(11))).changes, SizeIs(9)) << "the other one came back";
}

TEST_F(AbsenceTest, AFailureOrADoubtfulOutputConfirmsNothing) {
  changes(good(ports(20)));
  next(good(ports(10)));
  EXPECT_THAT(next(failed()).changes, IsEmpty());
  EXPECT_THAT(next(with_unknown(ports(10), {7})).changes, IsEmpty());
  EXPECT_THAT(next(good(ports(10))).changes, SizeIs(10)) << "but the doubt was kept";
}

TEST_F(AbsenceTest, EachMassIsConfirmedByItself) {
  changes(good(ports(20)));
  next(good(ports(14)));
  const auto seen = next(good(ports(4)));
  EXPECT_THAT(seen.changes, SizeIs(6)) << "lacked twice";
  EXPECT_EQ(seen.in_doubt, 10u) << "lacked once";
}

TEST_F(AbsenceTest, WhatOnlyTheOldBoxHadIsNotShown) {
  changes(good(ports(2)));
  r1 = device("r1", "192.0.2.77");
  fleet.configure({{r1, seconds(60)}});
  EXPECT_THAT(next(with_unknown(ports(1), {7})).changes, SizeIs(0));
  EXPECT_NE(published("Gi0/0"), nullptr);
  EXPECT_EQ(published("Gi0/1"), nullptr);
}

TEST_F(AbsenceTest, WhatWasNotObservedBeforeARestartIsNotShownAfterIt) {
  KnownDevice known{.name = "r1", .address = "192.0.2.1", .platform = "cisco_ios", .last_ok = 9};
  known.ports = {{port("Gi0/0"), 5, std::nullopt}, {port("Gi0/1"), 5, 7}};
  fleet.restore(known);
  const auto seen = next(with_unknown(ports(1), {7}));
  EXPECT_THAT(seen.sightings, IsEmpty()) << "that is known already";
  EXPECT_EQ(published("Gi0/1"), nullptr);
  EXPECT_THAT(next(good(ports(2))).sightings, ElementsAre(SightingIs("Gi0/1", true)));
}

TEST_F(AbsenceTest, MoreThanMayBeIsRefusedAsAWhole) {
  ask_small();
  next(good(ports(8)));
  const auto seen = next(good(ports(11)));
  EXPECT_THAT(seen.changes, IsEmpty());
  ASSERT_TRUE(seen.error);
  EXPECT_EQ(seen.error->code, Errc::too_many_interfaces);
  EXPECT_EQ(seen.state->result, "too_many_interfaces");
  EXPECT_FALSE(seen.state->up);
  EXPECT_THAT(next(good(ports(8))).changes, IsEmpty()) << "nothing of it was taken";
}

TEST_F(AbsenceTest, NewNamesAtEachPollDoNotPileUp) {
  ask_small();
  std::size_t appeared = 0, refused = 0;
  for (int poll = 0; poll < 30; ++poll) {
    const auto seen = next(good(ports(8, 8 * poll)));
    refused += seen.error.has_value();
    for (const Change& change : seen.changes) appeared += change.kind == Kind::appeared;
    const auto shown = asked->snapshot()->devices.at("r1")->interfaces;
    EXPECT_LE(shown ? shown->size() : 0, 10u);
  }
  EXPECT_GT(refused, 20u);
  EXPECT_LE(appeared, 10u) << "within half an hour";
  clock.advance(std::chrono::hours(1));
  EXPECT_FALSE(next(good(ports(8, 1000))).error) << "a refusal is not for ever";
}

TEST_F(AbsenceTest, NewNamesBesideUnknownLinesDoNotPileUpEither) {
  ask_small();
  for (int poll = 0; poll < 5; ++poll) next(with_unknown(ports(4, 4 * poll), {7 + 1ull * poll}));
  EXPECT_EQ(asked->snapshot()->devices.at("r1")->result, "too_many_interfaces");
}

}  // namespace
}  // namespace showd
