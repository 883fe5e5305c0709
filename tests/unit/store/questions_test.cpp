/// The questions of config/docs/history.md, as they stand there, asked of a fleet of three routers
/// that the store was told of.
#include <fmt/format.h>

#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <sstream>

#include "unit/store/store_fixture.hpp"

namespace showd {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

constexpr UtcMillis kMinute = 60'000;
constexpr UtcMillis kHours = 60 * kMinute;
constexpr UtcMillis kDays = 24 * kHours;

/// By their numbers, without the semicolon.
std::map<int, std::string> documented() {
  std::ifstream page(SHOWD_SOURCE_DIR "/config/docs/history.md");
  std::stringstream text;
  text << page.rdbuf();
  const std::string all = text.str();
  const std::regex question("### (\\d+)\\. [^`]*```sql\n([^`]*);\n```");
  std::map<int, std::string> found;
  for (std::sregex_iterator at(all.begin(), all.end(), question), end; at != end; ++at)
    found[std::stoi((*at)[1])] = (*at)[2];
  return found;
}

class QuestionsTest : public StoreTest {
 protected:
  QuestionsTest() : now(system_clock().utc()) {
    clock.set_utc(now - 100 * kDays);
    open();
    store->configure({router("r1"), router("r2"), router("r3")});
    commit();
    plan_story();
    for (const auto& [at, event] : story) {
      clock.set_utc(at);
      event();
      commit();
    }
    clock.set_utc(now);
  }

  static std::shared_ptr<const Device> router(const std::string& name) {
    Device device{.name = name, .inventory = "lab", .address = "192.0.2." + name.substr(1)};
    device.platform = "cisco_ios";
    device.labels = {{"site", name == "r1" ? "ams" : "fra"}};
    if (name == "r2") device.groups = {"core"};
    return std::make_shared<const Device>(device);
  }
  void ago(UtcMillis span, std::function<void()> event) { story.emplace(now - span, event); }
  void poll(const std::string& device, std::vector<Interface> ports, UtcMillis millis = 0) {
    PollResult result;
    result.device = router(device);
    result.started = clock.utc();
    result.duration = std::chrono::milliseconds(millis);
    std::vector<Change> changes;
    for (Interface& port : ports)
      changes.push_back(
          {Change::Kind::changed, device, port.if_name, clock.utc(), {}, std::move(port)});
    store->apply(result, changes);
  }
  void fail(const std::string& device, Errc code, std::uint64_t run = 0) {
    PollResult result;
    result.device = router(device);
    result.started = clock.utc();
    result.run = run;
    result.error = Error{code, Stage::connect, device + ": no"};
    store->apply(result, {});
  }
  static Interface uplink(OperStatus oper, const std::string& alias) {
    Interface port = showd::port("GigabitEthernet0/1", oper);
    port.if_alias = alias;
    port.phys_address = "00:00:5e:00:53:01";
    port.speed_bps = 1'000'000'000;
    port.mtu = 1'500;
    port.ipv4 = {{"192.0.2.1", 30}};
    return port;
  }
  static Interface with(Interface port, const std::string& address, std::uint8_t length) {
    port.ipv4 = {{address, length}};
    return port;
  }

  void plan_story() {
    ago(99 * kDays, [this] {
      poll("r1", {uplink(OperStatus::up, "customer 16"),
                  port("GigabitEthernet0/2", OperStatus::lower_layer_down),
                  with(port("Loopback0"), "198.51.100.1", 32)});
      Interface other = with(port("GigabitEthernet0/1"), "192.0.2.2", 30);
      other.mtu = 9'000;
      poll("r2", {other, with(port("Loopback0"), "198.51.100.1", 32),
                  with(port("Vlan20"), "10.20.3.4", 24)});
    });
    ago(3 * kDays, [this] { fail("r1", Errc::timeout); });
    ago(2 * kDays, [this] { poll("r1", {port("GigabitEthernet0/9")}); });
    ago(now % kDays + kHours, [this] {  // an hour before midnight
      poll("r1", {}, 3'000);
      poll("r2", {}, 1'000);
    });
    ago(20 * kHours, [this] { poll("r1", {uplink(OperStatus::up, "customer 17 north")}); });
    for (const int minutes : {90, 80, 70})
      ago(minutes * kMinute, [this, minutes] {
        const OperStatus oper = minutes == 80 ? OperStatus::up : OperStatus::down;
        poll("r1", {uplink(oper, "customer 17 north")});
      });
    ago(30 * kMinute, [this] {
      fail("r3", Errc::refused, 5);
      store->apply(showd::Run{.id = 5,
                              .inventory = "lab",
                              .started = clock.utc(),
                              .duration = std::chrono::seconds(1),
                              .devices = 3,
                              .ok = 2,
                              .failed = 1});
    });
    ago(15 * kMinute, [this] { fail("r2", Errc::timeout); });
  }

  /// Columns, or whatever can be said of them, of a question's rows.
  std::vector<std::string> ask(int question, const std::string& columns) const {
    return rows("SELECT " + columns + " FROM (" + questions.at(question) + ")");
  }

  const UtcMillis now;
  std::multimap<UtcMillis, std::function<void()>> story;
  const std::map<int, std::string> questions = documented();
};

TEST_F(QuestionsTest, AreTwentyAndSomeAndAllHaveAnAnswer) {
  EXPECT_EQ(questions.size(), 22u);
  for (const auto& [number, sql] : questions)
    EXPECT_THAT(rows(sql), Not(testing::IsEmpty())) << number << ": " << sql;
}

TEST_F(QuestionsTest, AboutStates) {
  EXPECT_THAT(ask(1, "if_name, oper_status, addresses"),
              UnorderedElementsAre("GigabitEthernet0/1|down|192.0.2.1/30",
                                   "GigabitEthernet0/2|lower-layer-down|-",
                                   "GigabitEthernet0/9|up|-", "Loopback0|up|198.51.100.1/32"));
  EXPECT_THAT(ask(2, "device, if_name"),
              UnorderedElementsAre("r1|GigabitEthernet0/1", "r1|GigabitEthernet0/2"));
  EXPECT_THAT(ask(3, "if_name, oper_status, if_alias"),
              UnorderedElementsAre("GigabitEthernet0/1|up|customer 16",
                                   "GigabitEthernet0/2|lower-layer-down|-",
                                   "GigabitEthernet0/9|up|-", "Loopback0|up|-"));
  EXPECT_THAT(ask(6, "count(*), sum(valid_to IS NULL)"), UnorderedElementsAre("5|1"));
  EXPECT_THAT(ask(17, "device, if_name"), UnorderedElementsAre("r1|GigabitEthernet0/1"));
  EXPECT_THAT(ask(22, "device, if_name"), UnorderedElementsAre("r1|GigabitEthernet0/2"));
}

TEST_F(QuestionsTest, AboutChanges) {
  EXPECT_THAT(ask(4, "if_name, change"),
              UnorderedElementsAre("GigabitEthernet0/1|oper_status up -> down",
                                   "GigabitEthernet0/1|oper_status down -> up",
                                   "GigabitEthernet0/1|oper_status up -> down"));
  EXPECT_THAT(ask(5, "device, old, new"), UnorderedElementsAre("r1|customer 16|customer 17 north"));
  EXPECT_THAT(ask(10, "device, if_name, flaps"), UnorderedElementsAre("r1|GigabitEthernet0/1|3"));
  EXPECT_THAT(ask(15, "device, if_name"), UnorderedElementsAre("r1|GigabitEthernet0/9"));
}

TEST_F(QuestionsTest, AboutPollsAndGaps) {
  EXPECT_THAT(ask(7, "device, stage, result"), UnorderedElementsAre("r3|connect|refused"));
  EXPECT_THAT(ask(8, "if_name, reason, \"to\" IS NULL"), UnorderedElementsAre("-|timeout|0"));
  EXPECT_THAT(ask(9, "device, reason"), UnorderedElementsAre("r2|timeout", "r3|refused"));
  EXPECT_THAT(ask(11, "device, round(percent_7d, 1)"),
              testing::ElementsAre("r3|0.0", "r1|85.7", "r2|99.9"));
  EXPECT_THAT(ask(12, "if_name, abs(down_seconds_7d - 80 * 60) < 60, unobserved_seconds_7d"),
              Contains("GigabitEthernet0/1|1|86400"));
  EXPECT_THAT(ask(13, "device, longest_ms"), AllOf(Contains("r1|3000"), Contains("r2|1000")));
  EXPECT_THAT(ask(14, "device, stage"), UnorderedElementsAre("r3|connect"));
  EXPECT_THAT(ask(16, "device, result"), UnorderedElementsAre("r2|timeout"));
}

TEST_F(QuestionsTest, AboutAddresses) {
  EXPECT_THAT(ask(18, "device, if_name, valid_to"),
              UnorderedElementsAre("r1|GigabitEthernet0/1|-", "r1|GigabitEthernet0/1|-"));
  EXPECT_THAT(ask(19, "device, address"),
              UnorderedElementsAre("r1|192.0.2.1", "r2|192.0.2.2", "r2|10.20.3.4"));
  EXPECT_THAT(ask(20, "address, devices"), UnorderedElementsAre("198.51.100.1|2"));
  EXPECT_THAT(ask(21, "network"), UnorderedElementsAre("192.0.2.0/30"));
}

/// In the plans h, p and x are interface_history, or its likes in interface_changes.
TEST_F(QuestionsTest, NoneWalksTheWholeHistory) {
  const std::map<int, std::string> paths = {
      {3, "h USING PRIMARY KEY (interface=? AND valid_from<?)"},
      {4, "x USING INDEX interface_history_from (valid_from>? AND valid_from<?)"},
      {5, "x USING INDEX interface_history_from (valid_from>?)"},
      {6, "h USING PRIMARY KEY (interface=?"},
      {8, "(device=? AND to_ts>?)"},
      {10, "x USING COVERING INDEX interface_history_flap (valid_from>?)"},
      {12, "h USING PRIMARY KEY (interface=? AND valid_from>? AND valid_from<?)"},
      {13, "PRIMARY KEY (hour>? AND hour<?)"}};
  const auto plan = [&](const std::string& sql) {
    std::string text;
    for (const auto& line : rows("EXPLAIN QUERY PLAN " + sql)) text += line + "\n";
    return text;
  };
  const auto check = [&](const std::string& when) {
    for (const auto& [number, sql] : questions) {
      const std::string found = plan(sql);
      EXPECT_FALSE(std::regex_search(found, std::regex("SCAN (h|p|x|interface_history)\\b")))
          << when << number << ":\n"
          << found;
      if (const auto path = paths.find(number); path != paths.end()) {
        EXPECT_THAT(found, HasSubstr(path->second)) << when << number;
      }
    }
    const std::string newest = plan("select * from interface_changes limit 20");
    EXPECT_THAT(newest, AllOf(HasSubstr("MERGE (UNION ALL)"), Not(HasSubstr("TEMP B-TREE"))));
  };
  check("");
  sqlite::Connection(path, SQLITE_OPEN_READWRITE).execute("ANALYZE");
  check("after ANALYZE, ");
}

}  // namespace
}  // namespace showd
