#include "metrics/metrics.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <clocale>
#include <locale>
#include <string>
#include <thread>
#include <vector>

#include "unit/metrics/exposition.hpp"
#include "unit/metrics/promtool.hpp"
#include "unit/metrics/sample_metrics.hpp"

namespace showd {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::IsEmpty;

Exposition page_of(const Metrics& metrics) {
  Exposition page = parse_exposition(metrics.render());
  EXPECT_THAT(page.faults, IsEmpty());
  return page;
}

TEST(Metrics, TellsWhatItWasTold) {
  const ManualClock clock(1'700'000'000'500);
  Metrics metrics("0.1.0", clock);
  tell_all(metrics);
  const Exposition page = page_of(metrics);
  for (const auto& [series, want] : {
           std::pair{"showd_run_duration_seconds_count{inventory=\"core\"}", "1"},
           {"showd_run_duration_seconds_bucket{inventory=\"core\",le=\"0.25\"}", "0"},
           {"showd_run_duration_seconds_bucket{inventory=\"core\",le=\"0.5\"}", "1"},
           {"showd_run_duration_seconds_bucket{inventory=\"core\",le=\"+Inf\"}", "1"},
           {"showd_run_last_duration_seconds{inventory=\"core\"}", "0.3"},
           {"showd_run_last_success_timestamp_seconds{inventory=\"core\"}", "1700000000.5"},
           {"showd_run_interval_seconds{inventory=\"core\"}", "1.5"},
           {"showd_run_overruns_total{inventory=\"core\"}", "1"},
           {"showd_run_devices{inventory=\"core\",result=\"ok\"}", "8"},
           {"showd_run_devices{inventory=\"core\",result=\"failed\"}", "0"},
           {"showd_run_devices{inventory=\"core\",result=\"busy\"}", "0"},
           {"showd_run_devices{inventory=\"core\",result=\"backed_off\"}", "1"},
           {"showd_poll_stage_duration_seconds_count{platform=\"cisco_ios\",stage=\"auth\"}", "1"},
           {"showd_parse_unmatched_lines_total{command=\"show interfaces\",platform=\"cisco_ios\"}",
            "3"},
           {"showd_parse_lines_total{command=\"show interfaces\",platform=\"cisco_ios\"}", "90"},
           {"showd_sessions_open", "7"},
           {"showd_devices{transport=\"telnet\"}", "2"},
           {"showd_schedule_lag_seconds", "0.004"},
           {"showd_queue_depth{queue=\"results\"}", "11"},
           {"showd_queue_bytes{queue=\"results\"}", "4096"},
           {"showd_clock_jumps_total", "1"},
           {"showd_store_writable", "0"},
           {"showd_store_wal_bytes", "4096"},
           {"showd_store_commits_total", "5"},
           {"showd_store_commit_failures_total", "1"},
           {"showd_store_changes_total", "40"},
           {"showd_store_polls_total", "30"},
           {"showd_store_coalesced_total", "9"},
           {"showd_store_pending_operations", "12"},
           {"showd_store_last_commit_duration_seconds", "0.25"},
           {"showd_store_last_commit_timestamp_seconds", "1700000000.5"},
           {"showd_http_connections_open{listener=\"tcp\"}", "3"},
           {"showd_http_connections_accepted_total{listener=\"tcp\"}", "90"},
           {"showd_http_requests_total{listener=\"tcp\"}", "200"},
           {"showd_http_requests_total{listener=\"control\"}", "2"},
           {"showd_http_connections_timed_out_total{listener=\"tcp\"}", "4"},
           {"showd_http_connections_evicted_total{listener=\"tcp\"}", "5"},
           {"showd_http_connections_refused_total{listener=\"tcp\"}", "6"},
           {"showd_http_connections_refused_total{listener=\"control\"}", "0"},
           {"showd_http_accept_failures_total{listener=\"tcp\"}", "7"},
           {"showd_plugin_info{abi=\"1.0\",plugin=\"cisco_ios\",version=\"1.2\"}", "1"},
           {"showd_config_last_reload_successful", "1"},
           {"showd_config_last_reload_success_timestamp_seconds", "1700000000.5"},
           {"showd_config_file_changed", "1"},
           {"showd_build_info{version=\"0.1.0\"}", "1"},
       }) {
    const std::string got = page.value(series);
    EXPECT_DOUBLE_EQ(std::strtod(got.c_str(), nullptr), std::strtod(want, nullptr))
        << series << " is " << got;
  }
}

TEST(Metrics, AServerIsToldAnewAndNoneLeavesNoFamily) {
  Metrics metrics("0");
  EXPECT_EQ(metrics.render().find("showd_http_"), std::string::npos);
  metrics.set_http("tcp", {.requests = 1});
  metrics.set_http("tcp", {.requests = 2});
  EXPECT_EQ(page_of(metrics).value("showd_http_requests_total{listener=\"tcp\"}"), "2");
  EXPECT_EQ(page_of(metrics).count("showd_http_requests_total"), 1u);
}

TEST(Metrics, ARunWithFailuresIsNoSuccess) {
  ManualClock clock(1'700'000'000'000);
  Metrics metrics("0", clock);
  metrics.set_inventories({{"core", milliseconds(1000)}});
  const std::string series = "showd_run_last_success_timestamp_seconds{inventory=\"core\"}";
  EXPECT_EQ(page_of(metrics).value(series), "0");
  metrics.run_finished({.inventory = "core", .duration = seconds(1), .ok = 9, .failed = 1});
  EXPECT_EQ(page_of(metrics).value(series), "0");
  metrics.run_finished({.inventory = "core", .duration = seconds(1), .ok = 10});
  EXPECT_EQ(page_of(metrics).value(series), "1700000000");
}

TEST(Metrics, ARunInWhichNothingAnsweredIsNoSuccess) {
  ManualClock clock(1'700'000'000'000);
  Metrics metrics("0", clock);
  metrics.set_inventories({{"core", milliseconds(1000)}});
  const std::string series = "showd_run_last_success_timestamp_seconds{inventory=\"core\"}";
  metrics.run_finished({.inventory = "core", .duration = seconds(1), .backed_off = 9});
  metrics.run_finished({.inventory = "core", .duration = seconds(1), .busy = 9});
  metrics.run_finished({.inventory = "core", .duration = seconds(1)});  // no device at all
  EXPECT_EQ(page_of(metrics).value(series), "0");
  metrics.run_finished({.inventory = "core", .duration = seconds(1), .ok = 1, .backed_off = 8});
  EXPECT_EQ(page_of(metrics).value(series), "1700000000");
}

TEST(Metrics, OnlyAWholePassHasADuration) {
  Metrics metrics("0");
  metrics.set_inventories({{"core", milliseconds(1000)}});
  metrics.run_finished({.inventory = "core", .duration = seconds(40), .ok = 8, .failed = 1});
  metrics.run_finished({.inventory = "core", .duration = seconds(1), .ok = 1, .busy = 8});
  metrics.run_finished({.inventory = "core", .duration = seconds(0), .backed_off = 9});
  const Exposition page = page_of(metrics);
  EXPECT_EQ(page.value("showd_run_duration_seconds_count{inventory=\"core\"}"), "1");
  EXPECT_EQ(page.value("showd_run_last_duration_seconds{inventory=\"core\"}"), "40");
  EXPECT_EQ(page.value("showd_run_devices{inventory=\"core\",result=\"busy\"}"), "0");
  EXPECT_EQ(page.value("showd_run_devices{inventory=\"core\",result=\"backed_off\"}"), "9");
}

TEST(Metrics, AnInventoryThatLeftLeavesNoSeries) {
  Metrics metrics("0");
  metrics.set_inventories({{"core", milliseconds(1000)}, {"edge", milliseconds(2000)}});
  metrics.run_finished({.inventory = "edge", .duration = seconds(1), .ok = 1});
  EXPECT_THAT(metrics.render(), HasSubstr("edge"));
  metrics.set_inventories({{"core", milliseconds(3000)}});
  metrics.run_finished(
      {.inventory = "edge", .duration = seconds(1), .ok = 1});  // the run that was still going
  metrics.run_overrun("edge");
  EXPECT_EQ(metrics.render().find("edge"), std::string::npos);
  EXPECT_EQ(page_of(metrics).value("showd_run_interval_seconds{inventory=\"core\"}"), "3");
  metrics.set_inventories({{"edge", milliseconds(1000)}});  // and it may come back
  EXPECT_EQ(page_of(metrics).value("showd_run_duration_seconds_count{inventory=\"edge\"}"), "0");
}

TEST(Metrics, AFailedReloadKeepsTheTimeOfTheGoodOne) {
  ManualClock clock(1'700'000'000'000);
  Metrics metrics("0", clock);
  clock.advance(milliseconds(60'000));
  metrics.config_reloaded(false);
  const Exposition page = page_of(metrics);
  EXPECT_EQ(page.value("showd_config_last_reload_successful"), "0");
  EXPECT_EQ(page.value("showd_config_last_reload_success_timestamp_seconds"), "1700000000");
}

TEST(Metrics, TheProcessTellsOfItself) {
  Metrics metrics("0");
  const auto number = [&](const char* series) {
    return std::strtod(page_of(metrics).value(series).c_str(), nullptr);
  };
  EXPECT_GT(number("process_resident_memory_bytes"), 1e6);
  EXPECT_GE(number("process_threads"), 1);
  const double open = number("process_open_fds");
  const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(number("process_open_fds"), open + 1);
  ::close(fd);
  EXPECT_GT(number("process_max_fds"), open);
  const double now = static_cast<double>(system_clock().utc()) / 1000;
  EXPECT_NEAR(number("process_start_time_seconds"), now, 3600);
}

TEST(Metrics, TheProcessTellsOfItselfWithoutADescriptorLeft) {
  const Metrics metrics("0");
  const int open = std::stoi(page_of(metrics).value("process_open_fds"));
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit few = before;
  few.rlim_cur = 64;
  ::setrlimit(RLIMIT_NOFILE, &few);
  std::vector<int> taken;
  for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) taken.push_back(fd);
  const std::string text = metrics.render();
  for (const int fd : taken) ::close(fd);
  ::setrlimit(RLIMIT_NOFILE, &before);
  ASSERT_FALSE(taken.empty());
  EXPECT_EQ(parse_exposition(text).value("process_open_fds"),
            std::to_string(open + static_cast<int>(taken.size())));
}

TEST(Metrics, PromtoolFindsNothing) {
  Metrics metrics("0.1.0");
  tell_all(metrics);
  const Linted linted = promtool_check(metrics.render());
  if (!linted.available) GTEST_SKIP() << "promtool is not installed";
  EXPECT_TRUE(linted.clean) << linted.words;
}

TEST(Metrics, OpenMetricsNamesCountersAndBoundsItsWay) {
  Metrics metrics("0.1.0");
  tell_all(metrics);
  const std::string page = metrics.render(PageFormat::openmetrics);
  EXPECT_THAT(page, HasSubstr("# TYPE showd_run_overruns counter\n"
                              "showd_run_overruns_total{inventory=\"core\"} 1\n"));
  EXPECT_THAT(page, HasSubstr("# TYPE showd_store_commits counter\nshowd_store_commits_total 5\n"));
  EXPECT_THAT(page, HasSubstr("# TYPE showd_sessions_open gauge\nshowd_sessions_open 7\n"));
  const std::string bucket = "showd_run_duration_seconds_bucket{inventory=\"core\",le=\"";
  for (const char* bound : {"0.5", "1.0", "120.0", "+Inf"})
    EXPECT_THAT(page, HasSubstr(bucket + bound + "\"} 1\n"));
  EXPECT_THAT(metrics.render(), HasSubstr(bucket + "1\"} 1\n"));
}

struct Comma : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
};

TEST(Metrics, AGermanLocaleChangesNothing) {
  Metrics metrics("0");
  metrics.set_schedule_lag(0.25);
  const std::string c_locale = std::setlocale(LC_ALL, nullptr);
  const std::locale cpp_locale = std::locale::global(std::locale(std::locale(), new Comma));
  std::setlocale(LC_ALL, "de_DE.UTF-8");
  const std::string text = metrics.render();
  std::locale::global(cpp_locale);
  std::setlocale(LC_ALL, c_locale.c_str());
  EXPECT_EQ(parse_exposition(text).value("showd_schedule_lag_seconds"), "0.25");
}

TEST(Metrics, ManyThreadsTellWhileAScrapeReads) {
  Metrics metrics("0");
  metrics.set_inventories({{"core", milliseconds(1000)}});
  constexpr int kEach = 500;
  {
    std::vector<std::jthread> writers;
    for (int w = 0; w < 4; ++w)
      writers.emplace_back([&metrics, w] {
        for (int i = 0; i < kEach; ++i) {
          metrics.stage("p", "auth", 0.1);
          metrics.parsed("p", "c" + std::to_string(w), 2, 1);
          metrics.run_finished({.inventory = "core", .duration = seconds(1), .ok = 1});
          metrics.set_inventories({{"core", milliseconds(1000 + i)}});
        }
      });
    for (int i = 0; i < 20; ++i) EXPECT_THAT(parse_exposition(metrics.render()).faults, IsEmpty());
  }
  EXPECT_EQ(page_of(metrics).value(
                "showd_poll_stage_duration_seconds_count{platform=\"p\",stage=\"auth\"}"),
            std::to_string(4 * kEach));
}

}  // namespace
}  // namespace showd
