/// Whatever a device shows, in whatever order, with failures, restarts and clocks that jump: the
/// intervals follow each other without overlap and tell exactly what was shown.
#include <map>
#include <random>

#include "fleet/fleet.hpp"
#include "unit/store/store_fixture.hpp"

namespace showd {
namespace {

class SequenceTest : public StoreTest, public testing::WithParamInterface<unsigned> {
 protected:
  /// What the history must tell of one interface: its states one after the other, "" when gone.
  using Story = std::vector<std::string>;

  void start() {
    store.reset();
    open();
    fleet = std::make_unique<Fleet>(clock);
    fleet->configure({{r1, std::chrono::seconds(60)}});
    if (const auto known = store->known("r1")) fleet->restore(*known);
    store->configure({r1});
  }

  static std::string word(const Interface& state) {
    return std::string(to_string(*state.oper_status)) + "/" + state.if_alias.value_or("-");
  }

  std::vector<Interface> random_interfaces() {
    std::vector<Interface> shown;
    for (int i = 0; i < 4; ++i) {
      if (random() % 5 == 0 && !(i == 0)) continue;
      Interface state =
          port("Gi0/" + std::to_string(i), random() % 3 ? OperStatus::up : OperStatus::down);
      state.if_alias = random() % 4 ? "a" : "b";
      state.counters.write().in_octets = random();
      state.ipv4.emplace();
      if (random() % 2) state.ipv4->push_back({"192.0.2.1", 24});
      shown.push_back(std::move(state));
    }
    return shown;
  }

  void expect_told(const std::vector<Interface>& shown, bool whole) {
    std::map<std::string, std::string> now;
    for (const auto& state : shown) now[state.if_name] = word(state);
    for (const auto& [name, state] : now)
      if (stories[name].empty() || stories[name].back() != state) stories[name].push_back(state);
    for (auto& [name, story] : stories)
      if (whole && !now.contains(name) && !story.back().empty()) story.emplace_back();
  }

  Story recorded(const std::string& name) const {
    Story story;
    for (const auto& line :
         rows("SELECT CASE oper_status WHEN 1 THEN 'up' ELSE 'down' END || '/' || (SELECT value "
              "FROM text_value WHERE id = if_alias) || iif(disappeared, '|', '') FROM "
              "interface_history JOIN interface i ON i.id = interface WHERE i.name = '" +
              name + "' ORDER BY valid_from")) {
      const auto bar = line.find('|');
      story.push_back(line.substr(0, bar));
      if (bar != std::string::npos) story.emplace_back();
    }
    return story;
  }

  std::mt19937 random{GetParam()};
  std::unique_ptr<Fleet> fleet;
  std::map<std::string, Story> stories;
};

TEST_P(SequenceTest, IntervalsReproduceWhatWasShown) {
  start();
  for (int step = 0; step < 150; ++step) {
    clock.advance(std::chrono::milliseconds(random() % 60'000));
    if (random() % 20 == 0) clock.set_utc(begin + random() % 3'600'000);
    if (random() % 25 == 0) start();
    PollResult seen = random() % 6 ? poll() : failure(Errc::timeout);
    seen.interfaces = random_interfaces();
    const bool whole = random() % 8 != 0;
    seen.coverage.push_back({.command = "show interfaces", .row_lost = !whole});
    if (seen.ok()) expect_told(seen.interfaces, whole);
    const Observation told = fleet->observe(seen);
    store->apply(seen, told.changes, told.sightings);
    if (random() % 3 == 0) commit();
  }
  commit();
  for (const auto& [name, story] : stories) EXPECT_EQ(recorded(name), story) << name;
  EXPECT_THAT(rows("SELECT a.interface, a.valid_from FROM interface_history a JOIN "
                   "interface_history b ON a.interface = b.interface AND a.valid_from < "
                   "b.valid_from AND a.valid_to > b.valid_from"),
              testing::IsEmpty())
      << "overlap";
  EXPECT_THAT(rows("SELECT interface FROM interface_history WHERE valid_to = 9223372036854775807 "
                   "GROUP BY 1 HAVING count(*) > 1"),
              testing::IsEmpty());
  EXPECT_THAT(rows("SELECT interface, valid_from FROM interface_history WHERE valid_to = "
                   "9223372036854775807 EXCEPT SELECT interface, valid_from FROM "
                   "interface_current"),
              testing::IsEmpty());
  EXPECT_THAT(
      rows("SELECT g.interface FROM interface_gap g WHERE to_ts = 9223372036854775807 AND "
           "NOT EXISTS (SELECT 1 FROM interface_current c WHERE c.interface = g.interface)"),
      testing::IsEmpty());
  EXPECT_THAT(rows("SELECT a.interface FROM interface_gap a JOIN interface_gap b ON a.interface = "
                   "b.interface AND a.to_ts = b.to_ts AND a.from_ts < b.from_ts WHERE a.to_ts = "
                   "9223372036854775807"),
              testing::IsEmpty());
  EXPECT_THAT(rows("SELECT a.id FROM interface_address a JOIN interface_address b ON a.interface "
                   "= b.interface AND a.address = b.address AND a.id < b.id AND a.valid_from < "
                   "b.valid_to AND b.valid_from < a.valid_to"),
              testing::IsEmpty());
  EXPECT_THAT(rows("SELECT a.id FROM gap a JOIN gap b ON a.id < b.id AND b.to_ts = a.to_ts AND "
                   "a.to_ts = 9223372036854775807"),
              testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Seeds, SequenceTest, testing::Range(1u, 7u));

}  // namespace
}  // namespace showd
