#include "model/interface_facts.hpp"
#include "store/views.hpp"
#include "unit/store/store_fixture.hpp"

namespace showd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(StoreTest, AFlipIsAClosedIntervalAndAnOpenOne) {
  open_configured();
  tell({change(port("Gi0/1"))});
  advance(60);
  tell({change(port("Gi0/1", OperStatus::down))});
  EXPECT_THAT(intervals(), ElementsAre("0|60|1", "60|open|2"));
  EXPECT_THAT(rows("SELECT device, if_name, admin_status, oper_status, since FROM interface_now"),
              ElementsAre("r1|Gi0/1|up|down|2023-11-14T22:14:20Z"));
  EXPECT_THAT(rows("SELECT change FROM interface_changes"),
              ElementsAre("oper_status up -> down", "appeared up/up"));
}

TEST_F(StoreTest, WhatIsThereAlreadyIsNotWrittenAgain) {
  open_configured();
  Interface state = port("Gi0/1");
  tell({change(state)});
  advance(60);
  state.counters.write().in_octets = 7;
  state.last_change_seconds = 9;
  tell({change(state)});
  EXPECT_THAT(intervals(), ElementsAre("0|open|1"));
}

TEST_F(StoreTest, DisappearingClosesAndComingBackOpensAgain) {
  open_configured();
  tell({change(port("Gi0/1"))});
  advance(60);
  tell({gone("Gi0/1")});
  EXPECT_THAT(intervals(), ElementsAre("0|60|1"));
  EXPECT_THAT(rows("SELECT * FROM interface_now"), IsEmpty());
  tell({gone("Gi0/1"), gone("never seen")});
  advance(60);
  tell({change(port("Gi0/1"))});
  EXPECT_THAT(intervals(), ElementsAre("0|60|1", "120|open|1"));
  EXPECT_THAT(rows("SELECT change FROM interface_changes"),
              ElementsAre("appeared up/up", "disappeared", "appeared up/up"));
}

TEST_F(StoreTest, TheWallClockGoesBackAndIntervalsDoNot) {
  open_configured();
  tell({change(port("Gi0/1"))});
  advance(-86'400);
  tell({change(port("Gi0/1", OperStatus::down))});
  tell({change(port("Gi0/1"))});
  tell({gone("Gi0/1")});
  EXPECT_THAT(rows("SELECT valid_from - 1700000000000, valid_to - 1700000000000 FROM "
                   "interface_history"),
              ElementsAre("0|1", "1|2", "2|3"));
}

TEST_F(StoreTest, ADescriptionChangesTheIntervalButNotSince) {
  open_configured();
  tell({change(port("Gi0/1"))});
  advance(60);
  Interface named = port("Gi0/1");
  named.if_alias = "uplink to 'core'; DROP TABLE device";
  tell({change(named)});
  EXPECT_THAT(rows("SELECT since, if_alias FROM interface_now"),
              ElementsAre("2023-11-14T22:13:20Z|uplink to 'core'; DROP TABLE device"));
  EXPECT_THAT(rows("SELECT change FROM interface_changes LIMIT 1"),
              ElementsAre("if_alias none -> uplink to 'core'; DROP TABLE device"));
  EXPECT_THAT(intervals(), SizeIs(2));
}

TEST_F(StoreTest, AddressesHaveAHistoryOfTheirOwn) {
  open_configured();
  Interface state = port("Gi0/1");
  state.ipv4 = {{"192.0.2.1", 24}};
  state.ipv6 = {{"2001:db8::1", 64}};
  tell({change(state)});
  advance(60);
  state.ipv4 = {{"192.0.2.2", 24}};
  state.ipv6.reset();  // not stated: stays
  tell({change(state)});
  EXPECT_THAT(intervals(), SizeIs(1));
  EXPECT_THAT(rows("SELECT addresses FROM interface_now"),
              ElementsAre("2001:db8::1/64 192.0.2.2/24"));
  EXPECT_THAT(rows("SELECT change FROM interface_changes WHERE ts > 1700000000000 ORDER BY 1"),
              ElementsAre("address 192.0.2.1/24 removed", "address 192.0.2.2/24 added"));
}

TEST_F(StoreTest, FailuresOpenAGapThatAGoodPollCloses) {
  open_configured();
  tell({change(port("Gi0/1"))});
  advance(60);
  store->apply(failure(Errc::timeout), {});
  advance(60);
  store->apply(failure(Errc::refused), {});
  store->apply(failure(Errc::cancelled), {});
  commit();
  EXPECT_THAT(gaps(), ElementsAre("60|open|timeout"));
  advance(60);
  tell({});
  EXPECT_THAT(gaps(), ElementsAre("60|180|timeout"));
  EXPECT_THAT(intervals(), ElementsAre("0|open|1")) << "a gap is no change";
}

TEST_F(StoreTest, AnInterfaceThatAPollCouldNotTellOfHasAGapOfItsOwn) {
  const auto gaps_of_ports = [&] {
    return rows(
        "SELECT i.name, (from_ts - 1700000000000) / 1000, iif(to_ts = "
        "9223372036854775807, 'open', (to_ts - 1700000000000) / 1000) FROM interface_gap "
        "JOIN interface i ON i.id = interface ORDER BY from_ts");
  };
  open_configured();
  tell({change(port("Gi0/1")), change(port("Gi0/2"))});
  for (int poll_number = 0; poll_number < 2; ++poll_number) {
    advance(60);
    store->apply(poll(), {}, {{"Gi0/2", false, begin}});
    commit();
  }
  EXPECT_THAT(gaps_of_ports(), ElementsAre("Gi0/2|0|open"));
  EXPECT_THAT(rows("SELECT if_name, last_seen FROM interface_now"),
              ElementsAre("Gi0/1|2023-11-14T22:15:20Z", "Gi0/2|2023-11-14T22:13:20Z"));
  EXPECT_THAT(intervals("Gi0/2"), ElementsAre("0|open|1")) << "which is no change";
  const auto known = store->known("r1");
  ASSERT_TRUE(known);
  EXPECT_FALSE(known->ports[0].last_seen);
  EXPECT_EQ(known->ports[1].last_seen, begin);
  store->apply(poll(), {}, {{"Gi0/2", true, clock.utc()}});
  commit();
  EXPECT_THAT(gaps_of_ports(), ElementsAre("Gi0/2|0|120"));
  store->apply(poll(), {}, {{"Gi0/2", false, clock.utc()}});
  advance(60);
  tell({gone("Gi0/2")});
  EXPECT_THAT(gaps_of_ports(), ElementsAre("Gi0/2|0|120", "Gi0/2|120|180"));
  StoreResult<bool> more = true;
  while (more && *more) more = store->retain(clock.utc() + 1);
  ASSERT_TRUE(more) << more.error().message;
  EXPECT_THAT(gaps_of_ports(), IsEmpty());
}

TEST_F(StoreTest, ARestartIsAGap) {
  open_configured();
  tell({change(port("Gi0/1"))});
  advance(10);
  reopen();  // the clean stop is the last sign of life
  advance(100);
  store->configure({r1});
  commit();
  EXPECT_THAT(gaps(), ElementsAre("10|open|showd stopped"));
  tell({});
  EXPECT_THAT(gaps(), ElementsAre("10|110|showd stopped"));
  EXPECT_THAT(intervals(), ElementsAre("0|open|1"));
}

TEST_F(StoreTest, AfterARestartAFailureIsAGapOfItsOwnAndAnOldFailureGoesOn) {
  open_configured();
  tell({});
  reopen();
  advance(100);
  store->configure({r1});
  store->apply(failure(Errc::timeout), {});
  commit();
  EXPECT_THAT(gaps(), ElementsAre("0|100|showd stopped", "100|open|timeout"));
  reopen();
  advance(100);
  tell({});
  EXPECT_THAT(gaps(), ElementsAre("0|100|showd stopped", "100|200|timeout"));
}

TEST_F(StoreTest, ADeviceThatComesBackHasAGap) {
  open_configured();
  tell({change(port("Gi0/1"))});
  advance(60);
  store->configure({});
  commit();
  EXPECT_THAT(rows("SELECT * FROM interface_now"), IsEmpty());
  advance(60);
  store->configure({r1});
  commit();
  EXPECT_THAT(gaps(), ElementsAre("60|open|not in inventory"));
  tell({});
  EXPECT_THAT(gaps(), ElementsAre("60|120|not in inventory"));
  EXPECT_THAT(intervals(), ElementsAre("0|open|1"));
}

TEST_F(StoreTest, PollsAreTheLastOnesNotAll) {
  open_configured();
  for (int i = 0; i < 30; ++i) store->apply(poll(), {});
  for (int i = 0; i < 250; ++i) store->apply(failure(Errc::timeout), {});
  store->apply(poll(), {});
  commit();
  EXPECT_THAT(rows("SELECT result, count(*) FROM poll GROUP BY 1"),
              ElementsAre("ok|20", "timeout|200"));
}

TEST_F(StoreTest, RunsAreToldAgainWhenTheyEndAndCountOnAfterARestart) {
  open_configured();
  showd::Run run{.id = 1, .inventory = "lab", .started = clock.utc(), .devices = 9};
  store->apply(run);
  commit();
  run.duration = std::chrono::milliseconds(1'500);
  run.ok = 2;
  run.failed = 1;
  run.busy = 4;
  run.backed_off = 2;
  store->apply(run);
  commit();
  reopen();
  store->apply(run);
  commit();
  EXPECT_THAT(
      rows(
          "SELECT run, inventory, duration_ms, devices, ok, failed, busy, backed_off FROM run_log"),
      ElementsAre("2|lab|1500|9|2|1|4|2", "1|lab|1500|9|2|1|4|2"));
}

TEST_F(StoreTest, HostKeysArePinnedOnceAcceptedAndForgotten) {
  open_configured();
  PollResult first = poll();
  first.new_host_key = HostKey{"ssh-ed25519", "SHA256:one"};
  store->apply(first, {});
  first.new_host_key->sha256 = "SHA256:two";
  store->apply(first, {});
  commit();
  ASSERT_THAT(store->host_keys(), SizeIs(1));
  EXPECT_EQ(store->host_keys()[0].sha256, "SHA256:one") << "a pinned key is not replaced by a poll";
  EXPECT_FALSE(store->host_keys()[0].accepted_at);
  store->accept_host_key("r1", "ssh-ed25519", "SHA256:two");
  commit();
  EXPECT_EQ(store->host_keys()[0].sha256, "SHA256:two");
  EXPECT_EQ(store->host_keys()[0].accepted_at, clock.utc());
  store->forget_host_keys("r1");
  commit();
  EXPECT_THAT(store->host_keys(), IsEmpty());
}

TEST_F(StoreTest, EveryStoredFactHasItsColumnsAndIsShown) {
  open_configured();
  Interface before = port("Gi0/1"), after = port("Gi0/1", OperStatus::down);
  after.admin_status = AdminStatus::down;
  each_stored_fact([&]<class Value>(const StoredFact<Value>& fact) {
    if constexpr (std::is_same_v<Value, std::string>)
      after.*fact.member = "words";
    else if (fact.kind != FactKind::status)
      after.*fact.member = static_cast<Value>(2);
  });
  tell({change(before)});
  advance(60);
  tell({change(after)});
  each_stored_fact([&]<class Value>(const StoredFact<Value>& fact) {
    for (const std::string table : {"interface_current", "interface_history"})
      EXPECT_THAT(rows("SELECT count(" + std::string(fact.name) + ") > 0 FROM " + table),
                  ElementsAre("1"))
          << table << '.' << fact.name;
    EXPECT_THAT(rows("SELECT " + std::string(fact.name) + " IS NOT NULL FROM interface_now"),
                ElementsAre("1"));
    const std::string of_it =
        " FROM interface_changes WHERE what = '" + std::string(fact.name) + "'";
    const std::string kind = fact.kind == FactKind::status ? "status" : "property";
    EXPECT_THAT(rows("SELECT kind, new IS NOT old" + of_it), ElementsAre(kind + "|1"));
    if constexpr (std::is_same_v<Value, std::string>) {
      EXPECT_THAT(rows("SELECT old, new, change" + of_it),
                  ElementsAre("-|words|" + std::string(fact.name) + " none -> words"));
    }
  });
  EXPECT_TRUE(same_state(store->known("r1")->ports.at(0).state, after));
}

TEST_F(StoreTest, TheHistoryTellsWhichIndexWasWhose) {
  open_configured();
  Interface numbered = port("Gi0/1");
  numbered.if_index = 7;
  tell({change(numbered)});
  advance(60);
  numbered.if_index = 8;
  tell({change(numbered)});
  EXPECT_THAT(rows("SELECT if_index, admin_status, since FROM interface_now"),
              ElementsAre("8|up|2023-11-14T22:13:20Z"));
  EXPECT_THAT(rows("SELECT change FROM interface_changes LIMIT 1"), ElementsAre("if_index 7 -> 8"));
  EXPECT_THAT(rows("SELECT if_index FROM interface_history ORDER BY valid_from"),
              ElementsAre("7", "8"));
  EXPECT_THAT(rows("SELECT * FROM interface_flaps"), IsEmpty());
}

TEST_F(StoreTest, WhatIsKnownComesBackWhole) {
  open_configured();
  Interface full = port("Gi0/1", OperStatus::lower_layer_down);
  full.reason = "err-disabled";
  full.type = "iGbE";
  full.phys_address = "aa:bb:cc:dd:ee:ff";
  full.mtu = 1500;
  full.speed_bps = 1'000'000'000;
  full.bandwidth_bps = 1'000;
  full.duplex = Duplex::full;
  full.if_alias = "";
  full.if_index = 7;
  full.ipv4 = {{"192.0.2.1", std::nullopt}, {"192.0.2.1", 24}};
  full.ipv6.emplace();  // stated: none
  tell({change(full), change(port("Gi0/2"))});
  const auto known = store->known("r1");
  ASSERT_TRUE(known);
  ASSERT_THAT(known->ports, SizeIs(2));
  const Interface& back = known->ports[0].state;
  EXPECT_TRUE(same_state(full, back));
  EXPECT_EQ(back.reason, "err-disabled");
  EXPECT_EQ(back.if_alias, "");
  EXPECT_EQ(back.duplex, Duplex::full);
  EXPECT_EQ(back.oper_status, OperStatus::lower_layer_down);
  EXPECT_THAT(*back.ipv4, SizeIs(2));
  EXPECT_TRUE(back.ipv6);
  EXPECT_FALSE(known->ports[1].state.ipv6);
  EXPECT_FALSE(known->ports[1].state.mtu);
  EXPECT_EQ(known->ports[0].since, begin);
  EXPECT_EQ(known->address, "192.0.2.1");
  EXPECT_EQ(known->last_ok, begin);
  EXPECT_FALSE(store->known("stranger"));
}

TEST_F(StoreTest, ItIsTimeToCommitByAgeByNumberAndForTheHeartbeat) {
  open_configured();
  EXPECT_FALSE(store->due());
  store->apply(poll(), {});
  EXPECT_FALSE(store->due());
  clock.advance(std::chrono::milliseconds(200));
  EXPECT_TRUE(store->due());
  commit();
  EXPECT_FALSE(store->due());
  for (int i = 0; i < 1'000; ++i) store->apply(poll(), {});
  EXPECT_TRUE(store->due());
  commit();
  advance(5);
  EXPECT_TRUE(store->due());
  commit();
  EXPECT_THAT(rows("SELECT value - 1700000000000 FROM meta WHERE key = 'last_alive'"),
              ElementsAre("5200"));
}

TEST_F(StoreTest, RetentionDeletesWhatEndedAndKeepsWhatHolds) {
  open_configured();
  tell({change(port("Gi0/1")), change(port("Gi0/2")), change(port("Gi0/3"))});
  advance(60);
  tell({change(port("Gi0/1", OperStatus::down)), gone("Gi0/2")});
  store->apply(failure(Errc::timeout), {});
  advance(60);
  tell({});
  StoreResult<bool> more = true;
  while (more && *more) more = store->retain(clock.utc());
  ASSERT_TRUE(more);
  EXPECT_THAT(intervals(), ElementsAre("60|open|2"));
  EXPECT_THAT(intervals("Gi0/3"), ElementsAre("0|open|1"));
  EXPECT_THAT(rows("SELECT name FROM interface ORDER BY 1"), ElementsAre("Gi0/1", "Gi0/3"));
  EXPECT_THAT(rows("SELECT count(*) FROM poll"), ElementsAre("1"));
}

TEST_F(StoreTest, TimeQueriesUseTheirIndex) {
  open_configured();
  const auto plan = [&](const std::string& query) {
    std::string text;
    for (const auto& line : rows("EXPLAIN QUERY PLAN " + query)) text += line + "\n";
    return text;
  };
  EXPECT_THAT(plan(sql::interface_flaps("1700000000000", "")),
              HasSubstr("COVERING INDEX interface_history_flap (valid_from>?)"));
  EXPECT_THAT(plan("SELECT * FROM interface_flaps"),
              HasSubstr("COVERING INDEX interface_history_flap (valid_from>?)"));
  const auto changes = plan("SELECT * FROM interface_changes WHERE ts >= 5 LIMIT 9");
  EXPECT_THAT(changes, HasSubstr("interface_history_from (valid_from>?)"));
  EXPECT_THAT(changes, HasSubstr("interface_history_gone (valid_to>?)"));
  EXPECT_THAT(changes, HasSubstr("interface_address_from (valid_from>?)"));
  EXPECT_THAT(changes, HasSubstr("interface_address_to (valid_to>?"));
  EXPECT_THAT(changes, testing::Not(HasSubstr("SCAN d")));
  // Whatever is asked, the newest come first without sorting all that ever was.
  for (const std::string& query :
       {std::string("SELECT * FROM interface_changes LIMIT 20"),
        std::string("SELECT at, change FROM interface_changes WHERE ts > 5 LIMIT 20"),
        "SELECT at FROM (" +
            sql::interface_changes(
                {.since = "5", .until = "", .chosen = "+d.name IN ('r1', 'r2')"}) +
            ") LIMIT 20",
        "SELECT at FROM (" + sql::interface_changes() + ") LIMIT 20"}) {
    const std::string found = plan(query);
    EXPECT_THAT(found, HasSubstr("MERGE (UNION ALL)")) << query;
    EXPECT_THAT(found, testing::Not(HasSubstr("TEMP B-TREE"))) << query;
  }
}

}  // namespace
}  // namespace showd
