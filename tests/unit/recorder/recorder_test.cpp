#include "recorder/recorder.hpp"

#include <fmt/chrono.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <thread>

#include "recorder/message_size.hpp"
#include "store/reader.hpp"

namespace showd {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The machine's clocks, but the wall clock can be set.
class SettableClock final : public Clock {
 public:
  Monotonic now() const noexcept override { return system_clock().now(); }
  UtcMillis utc() const noexcept override { return system_clock().utc() + ahead; }
  std::atomic<UtcMillis> ahead = 0;
};

class RecorderTest : public testing::Test {
 protected:
  RecorderTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "showd_app_XXXXXX").string();
    root = mkdtemp(pattern.data());
    chmod(root.c_str(), 0755);
    database = root / "state" / "showd.db";
    options = {database, hours(24)};
    open();
  }
  ~RecorderTest() override {
    recorder.reset();
    std::filesystem::remove_all(root);
  }

  void open() {
    recorder.reset();  // one showd per database
    recorder = std::make_unique<Recorder>(options, metrics, clock);
  }
  void start(const std::vector<std::string>& names = {"r1", "r2"}) {
    recorder->start(configured(names));
  }
  FleetConfigured configured(const std::vector<std::string>& names) {
    FleetConfigured fleet;
    for (const std::string& name : names)
      fleet.devices.push_back({device(name), milliseconds(60'000)});
    return fleet;
  }
  std::shared_ptr<const Device> device(const std::string& name) {
    auto& known = devices[name];
    if (known) return known;
    Device fresh{.name = name, .inventory = "lab", .address = "192.0.2.1"};
    fresh.platform = "cisco_ios";
    return known = std::make_shared<const Device>(std::move(fresh));
  }
  PollResult poll(const std::string& name, OperStatus oper, std::uint64_t run = 0) {
    PollResult result;
    result.device = device(name);
    result.run = run;
    result.started = ++at;
    result.reachable = true;
    Interface port;
    port.if_name = "GigabitEthernet0/1";
    port.admin_status = AdminStatus::up;
    port.oper_status = oper;
    result.interfaces.push_back(std::move(port));
    return result;
  }
  PollResult failure(const std::string& name) {
    PollResult result = poll(name, OperStatus::up);
    result.interfaces.clear();
    result.error = Error{Errc::timeout, Stage::connect, "no answer"};
    return result;
  }

  using Rows = std::vector<std::vector<std::string>>;
  /// `columns` of a query of the store, as text.
  Rows rows(StoreResult<Listing> (StoreReader::*query)(const StoreFilter&) const,
            const std::vector<std::string>& columns) {
    const auto table = (StoreReader(database).*query)({});
    EXPECT_TRUE(table) << table.error().message;
    Rows all;
    for (const auto& row : table->rows) {
      auto& text = all.emplace_back();
      for (const std::string& column : columns) {
        const auto place = std::find(table->columns.begin(), table->columns.end(), column);
        EXPECT_NE(place, table->columns.end()) << column;
        const Cell& cell = row.at(static_cast<std::size_t>(place - table->columns.begin()));
        const auto* number = std::get_if<std::int64_t>(&cell);
        const auto* words = std::get_if<std::string>(&cell);
        text.push_back(number != nullptr ? std::to_string(*number) : words ? *words : "");
      }
    }
    return all;
  }

  SettableClock clock;
  std::filesystem::path root, database;
  RecorderOptions options;
  std::shared_ptr<Metrics> metrics = std::make_shared<Metrics>("test");
  std::unique_ptr<Recorder> recorder;
  std::map<std::string, std::shared_ptr<const Device>> devices;
  UtcMillis at = system_clock().utc();
};

TEST_F(RecorderTest, EveryDeviceHasAStateBeforeTheFirstPoll) {
  start();
  const auto fleet = recorder->fleet();
  ASSERT_EQ(fleet->devices.size(), 2u);
  EXPECT_FALSE(fleet->devices.at("r1")->polled);
}

TEST_F(RecorderTest, WhatItIsToldIsPublishedWhileItRuns) {
  start();
  EXPECT_TRUE(recorder->tell(poll("r1", OperStatus::up)));
  EXPECT_TRUE(recorder->tell(failure("r2")));
  while (!recorder->fleet()->devices.at("r2")->polled) std::this_thread::yield();
  const auto fleet = recorder->fleet();
  const DeviceState& good = *fleet->devices.at("r1");
  EXPECT_TRUE(good.up);
  ASSERT_TRUE(good.interfaces);
  EXPECT_EQ(good.interfaces->find("GigabitEthernet0/1")->seen.oper_status, OperStatus::up);
  const DeviceState& bad = *fleet->devices.at("r2");
  EXPECT_FALSE(bad.up);
  EXPECT_EQ(bad.result, "timeout");
  EXPECT_EQ(bad.stage, "connect");
}

TEST_F(RecorderTest, ADeviceThatIsLeftAloneIsShownWithTheTimeOfItsNextPoll) {
  start();
  EXPECT_TRUE(recorder->tell(failure("r2")));
  EXPECT_TRUE(recorder->tell(LeftAlone{"r2", 7}));
  recorder->stop();
  EXPECT_EQ(recorder->fleet()->devices.at("r2")->next_poll, 7);
}

TEST_F(RecorderTest, EverythingToldIsInTheDatabaseWhenItStopped) {
  start();
  recorder->tell(poll("r1", OperStatus::up));
  recorder->tell(poll("r1", OperStatus::down));
  recorder->tell(poll("r1", OperStatus::up));
  recorder->tell(failure("r2"));
  recorder->stop();
  EXPECT_THAT(rows(&StoreReader::interfaces, {"device", "if_name", "oper_status"}),
              ElementsAre(ElementsAre("r1", "GigabitEthernet0/1", "up")));
  EXPECT_EQ(rows(&StoreReader::changes, {"device"}).size(), 3u);  // appeared, down, up
  EXPECT_THAT(rows(&StoreReader::devices, {"device", "result"}),
              ElementsAre(ElementsAre("r1", "ok"), ElementsAre("r2", "timeout")));
  EXPECT_EQ(recorder->store_figures().pending, 0u);
}

TEST_F(RecorderTest, TheStoresFiguresReachTheMetrics) {
  start();
  recorder->tell(poll("r1", OperStatus::up));
  recorder->stop();
  Metrics metrics("0.1.0");
  metrics.set_store(recorder->store_figures());
  for (const char* line : {"\nshowd_store_writable 1\n", "\nshowd_store_changes_total 1\n",
                           "\nshowd_store_last_commit_timestamp_seconds 1"})
    EXPECT_THAT(metrics.render(), HasSubstr(line));
}

TEST_F(RecorderTest, ARunIsToldWhenItBeginsAndWhenItEnds) {
  start();
  showd::Run run{1, "lab", at, std::nullopt, 2, 0, 0, 0};
  recorder->tell(showd::Run(run));
  recorder->tell(poll("r1", OperStatus::up, 1));
  recorder->tell(failure("r2"));
  run.duration = milliseconds(1'500);
  run.ok = 1;
  run.failed = 1;
  recorder->tell(std::move(run));
  recorder->stop();
  EXPECT_THAT(rows(&StoreReader::runs, {"inventory", "devices", "ok", "failed"}),
              ElementsAre(ElementsAre("lab", "2", "1", "1")));
}

/// Who counts runs has seen a good poll; the fleet refuses it, for what it already knows.
TEST_F(RecorderTest, ARunCountsAPollThatTheFleetRefusesAsFailed) {
  FleetConfigured fleet = configured({"r1", "r2"});
  fleet.max_interfaces = 1;
  metrics->set_inventories({{"lab", milliseconds(60'000)}});
  recorder->start(std::move(fleet));
  PollResult many = poll("r1", OperStatus::up, 1);
  many.interfaces.push_back(many.interfaces.front());
  many.interfaces.back().if_name = "GigabitEthernet0/2";
  recorder->tell(std::move(many));
  recorder->tell(poll("r2", OperStatus::up, 1));
  PollResult gone = failure("r3");
  gone.run = 1;
  recorder->tell(std::move(gone));
  recorder->tell(showd::Run{1, "lab", at, milliseconds(1'500), 3, 2, 1, 0});
  recorder->stop();
  EXPECT_THAT(rows(&StoreReader::runs, {"ok", "failed"}), ElementsAre(ElementsAre("1", "2")));
  EXPECT_TRUE(recorder->some_refused());
  EXPECT_THAT(metrics->render(),
              HasSubstr("showd_run_last_success_timestamp_seconds{inventory=\"lab\"} 0\n"));
}

TEST_F(RecorderTest, HostKeysArePinnedAcceptedAndForgotten) {
  start();
  PollResult first = poll("r1", OperStatus::up);
  first.new_host_key = HostKey{"ssh-ed25519", "SHA256:first"};
  recorder->tell(std::move(first));
  recorder->stop();
  open();
  ASSERT_EQ(recorder->host_keys().size(), 1u);
  EXPECT_EQ(recorder->host_keys()[0].sha256, "SHA256:first");
  EXPECT_FALSE(recorder->host_keys()[0].accepted_at);
  start();
  recorder->tell(HostKeyAccepted{"r1", {"ssh-rsa", "SHA256:second"}});
  recorder->stop();
  open();
  ASSERT_EQ(recorder->host_keys().size(), 1u) << "the key of the other type is no longer good";
  EXPECT_EQ(recorder->host_keys()[0].sha256, "SHA256:second");
  EXPECT_TRUE(recorder->host_keys()[0].accepted_at);
  start();
  recorder->tell(HostKeyForgotten{"r1"});
  recorder->stop();
  open();
  EXPECT_THAT(recorder->host_keys(), IsEmpty());
}

TEST_F(RecorderTest, ARestartComparesWithWhatWasKnown) {
  start();
  recorder->tell(poll("r1", OperStatus::up));
  recorder->stop();
  open();
  start();
  recorder->tell(poll("r1", OperStatus::up));  // no change
  recorder->tell(poll("r1", OperStatus::down));
  recorder->stop();
  EXPECT_EQ(rows(&StoreReader::changes, {"device"}).size(), 2u);  // appeared, down
}

TEST_F(RecorderTest, ADeviceThatLeavesIsForgottenAndItsLatePollToo) {
  start();
  recorder->tell(poll("r1", OperStatus::up));
  recorder->tell(configured({"r2"}));
  recorder->tell(poll("r1", OperStatus::down));
  recorder->stop();
  EXPECT_EQ(recorder->fleet()->devices.count("r1"), 0u);
  EXPECT_EQ(rows(&StoreReader::changes, {"device"}).size(), 1u);
}

TEST_F(RecorderTest, AfterItStoppedMessagesAreLostAndCounted) {
  start();
  recorder->stop();
  const auto before = recorder->store_figures().dropped;
  EXPECT_FALSE(recorder->tell(poll("r1", OperStatus::up)));
  EXPECT_EQ(recorder->store_figures().dropped, before + 1);
}

TEST_F(RecorderTest, AClockThatWasWrongForAWhileLeavesNoTrace) {
  constexpr UtcMillis kTenYears = 3'650ll * 86'400'000;
  const auto jumps = [&](int count) {
    const auto line = "\nshowd_clock_jumps_total " + std::to_string(count) + "\n";
    return metrics->render().find(line) != std::string::npos;
  };
  const auto set = [&](UtcMillis ahead, int count) {
    clock.ahead = ahead;
    while (!jumps(count)) std::this_thread::yield();  // or ctest's time is over
    at = clock.utc();
  };
  start();
  recorder->tell(poll("r1", OperStatus::up));
  set(kTenYears, 1);
  recorder->tell(poll("r1", OperStatus::down));
  PollResult under_way = poll("r1", OperStatus::up);
  set(0, 2);
  recorder->tell(std::move(under_way));  // began in 2036
  recorder->stop();
  const auto now = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(clock.utc() / 1'000));
  const auto changes = rows(&StoreReader::changes, {"change", "at"});
  ASSERT_EQ(changes.size(), 3u) << testing::PrintToString(changes);
  for (const auto& change : changes) EXPECT_LE(change[1], now) << change[0];
  EXPECT_LE(recorder->fleet()->devices.at("r1")->last_success, clock.utc());
}

TEST_F(RecorderTest, PastItsBytesAResultIsToldAsLost) {
  options.queue_bytes = 3 * memory_of(poll("r1", OperStatus::up)) / 2;
  open();
  EXPECT_TRUE(recorder->tell(poll("r1", OperStatus::up)));
  EXPECT_TRUE(recorder->tell(poll("r2", OperStatus::up)));
  EXPECT_LE(recorder->queue_bytes(), options.queue_bytes);
  EXPECT_EQ(recorder->queue_depth(), 2u);
  EXPECT_TRUE(recorder->tell(configured({"r1", "r2"}))) << "what a person did is never lost";
  start();
  recorder->stop();
  const auto fleet = recorder->fleet();
  EXPECT_EQ(fleet->devices.at("r1")->result, "ok");
  EXPECT_EQ(fleet->devices.at("r2")->result, "resource_limit");
  EXPECT_EQ(recorder->queue_bytes(), 0u);
}

TEST_F(RecorderTest, ThereIsRoomForPollsByWhatResultsAreLike) {
  options.queue_bytes = 1 << 20;
  open();
  EXPECT_TRUE(recorder->has_room(50));
  EXPECT_FALSE(recorder->has_room(1'000)) << "under way, they would bring more";
  while (recorder->has_room(0)) ASSERT_TRUE(recorder->tell(poll("r1", OperStatus::up)));
  EXPECT_LE(recorder->queue_bytes(), options.queue_bytes) << "before anything is lost";
  start();
  while (!recorder->has_room(50)) std::this_thread::yield();
}

TEST_F(RecorderTest, AStopUnderLoadGivesUpWhatItCannotWriteInTimeAndCountsIt) {
  options.stop_within = milliseconds(0);
  open();
  constexpr std::size_t kTold = 2'000;
  for (std::size_t i = 0; i < kTold; ++i) recorder->tell(poll("r1", OperStatus::up));
  start();
  recorder->stop();
  const auto polls = recorder->fleet()->devices.at("r1")->polls_by_result;
  const std::size_t handled = polls.contains("ok") ? polls.at("ok") : 0;
  EXPECT_EQ(handled + recorder->store_figures().dropped, kTold);
}

TEST_F(RecorderTest, AResultsSizeGrowsWithWhatItHolds) {
  PollResult small = poll("r1", OperStatus::up);
  PollResult large = poll("r1", OperStatus::up);
  large.interfaces.resize(100);
  EXPECT_GE(memory_of(large), memory_of(small) + 99 * sizeof(Interface));
  PollResult worded = large;
  for (Interface& port : worded.interfaces) port.if_alias = std::string(200, 'x');
  EXPECT_GE(memory_of(worded), memory_of(large) + 100 * 200);
}

TEST_F(RecorderTest, TheWatchdogSeesItTurn) {
  start();
  (void)recorder->turned();
  while (!recorder->turned()) std::this_thread::yield();
}

}  // namespace
}  // namespace showd
