#include "http/pages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "base/guarded.hpp"
#include "http/server.hpp"
#include "unit/http/client.hpp"
#include "unit/metrics/exposition.hpp"
#include "unit/metrics/promtool.hpp"
#include "unit/metrics/sample_fleet.hpp"

namespace showd {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

class PagesTest : public testing::Test {
 protected:
  PagesTest() : server_({}, routes()) {}

  Routes routes() {
    Routes routes;
    add_pages(routes, {.fleet = [this] { return fleet_.with([](auto& fleet) { return fleet; }); },
                       .metrics = std::make_shared<Metrics>("0.1.0"),
                       .exposition = std::make_shared<FleetExposition>(),
                       .version = "<0.1>"});
    return routes;
  }
  void publish(FleetSnapshot fleet) {
    auto fresh = std::make_shared<const FleetSnapshot>(std::move(fleet));
    fleet_.with([&](FleetSnapshotPtr& now) { now = std::move(fresh); });
  }
  Answer get(const std::string& target, const std::string& headers = "") {
    return Client(server_.port()).get(target, headers);
  }
  Json json(const std::string& target) { return Json::parse(get(target).body); }

  Guarded<FleetSnapshotPtr> fleet_{std::make_shared<const FleetSnapshot>()};
  HttpServer server_;
};

TEST_F(PagesTest, MetricsAreBothPartsOnOnePage) {
  publish(sample_fleet(3, 4));
  Answer answer = get("/metrics");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
  const Exposition page = parse_exposition(answer.body);
  EXPECT_THAT(page.faults, IsEmpty());
  EXPECT_EQ(page.value("showd_build_info{version=\"0.1.0\"}"), "1");
  EXPECT_EQ(page.count("showd_device_up{"), 3u);
  EXPECT_EQ(page.count("showd_interface_up{"), 12u);
  const Linted linted = promtool_check(answer.body);
  EXPECT_TRUE(linted.clean || !linted.available) << linted.words;

  const Answer packed = get("/metrics", "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(parse_exposition(gunzip(packed.body)).values.size(), page.values.size());
}

TEST_F(PagesTest, OpenMetricsIsForWhoAsksForIt) {
  publish(sample_fleet(3, 4));
  Answer answer = get("/metrics", "Accept: application/openmetrics-text;version=1.0.0\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers["content-type"],
            "application/openmetrics-text; version=1.0.0; charset=utf-8");
  EXPECT_TRUE(answer.body.ends_with("\n# EOF\n"));
  EXPECT_THAT(answer.body, HasSubstr("# TYPE showd_device_polls counter\nshowd_device_polls_total{"));
  EXPECT_THAT(answer.body, HasSubstr("# TYPE process_cpu_seconds counter\nprocess_cpu_seconds_total "));
  const Answer packed = get("/metrics",
                            "Accept: application/openmetrics-text\r\nAccept-Encoding: gzip\r\n");
  EXPECT_TRUE(gunzip(packed.body).ends_with("\n# EOF\n"));
}

TEST_F(PagesTest, HealthAndReadiness) {
  EXPECT_EQ(get("/-/healthy").status, 200);
  EXPECT_EQ(get("/-/ready").status, 200);
  EXPECT_EQ(get("/-/ready").body, "ready\n");
}

TEST_F(PagesTest, StatusCounts) {
  FleetSnapshot fleet = sample_fleet(2, 3);
  put(fleet, new_device_state("new"));
  publish(std::move(fleet));
  const Json status = json("/api/v1/status");
  EXPECT_EQ(status["ready"], true);
  EXPECT_EQ(status["total"]["devices"], 3);
  EXPECT_EQ(status["total"]["up"], 2);
  EXPECT_EQ(status["inventories"]["core"]["interfaces"], 6);
}

TEST_F(PagesTest, WhatWasNotUnderstoodIsToldOfOneDevice) {
  FleetSnapshot fleet;
  DeviceState state = polled_device_state("r1", {});
  Coverage output{.command = "show interfaces", .lines = 9, .unmatched = 1};
  output.notes = {{7, "what?", "Foo1 is \"up\""}};
  state.unmatched_lines = 1;
  state.explained = std::make_shared<const std::vector<Coverage>>(std::vector{output});
  put(fleet, std::move(state));
  put(fleet, new_device_state("r2"));
  publish(std::move(fleet));
  EXPECT_EQ(json("/api/v1/devices")[0]["unmatched_lines"], 1);
  EXPECT_EQ(json("/api/v1/explained?device=r1"),
            Json::parse(R"([{"command": "show interfaces", "line": 7, "why": "what?",
                             "text": "Foo1 is \"up\""}])"));
  EXPECT_EQ(json("/api/v1/explained?device=r2"), Json::array());
}

TEST_F(PagesTest, DevicesTellWhatIsKnownOnly) {
  FleetSnapshot fleet;
  put(fleet, new_device_state("r1"));
  put(fleet, polled_device_state("r2", {sample_interface("Gi0/1")}));
  publish(std::move(fleet));
  const Json devices = json("/api/v1/devices");
  ASSERT_EQ(devices.size(), 2u);
  EXPECT_EQ(devices[0]["name"], "r1");
  EXPECT_FALSE(devices[0].contains("result"));
  EXPECT_FALSE(devices[0].contains("last_ok"));
  EXPECT_FALSE(devices[0].contains("next_poll"));
  EXPECT_EQ(devices[1]["next_poll_ts"], 1'700'000'060'000);
  EXPECT_EQ(devices[1]["result"], "ok");
  EXPECT_EQ(devices[1]["interfaces"], 1);
  EXPECT_EQ(devices[1]["session_reused"], false);
  EXPECT_EQ(json("/api/v1/devices?inventory=core").size(), 2u);
  EXPECT_EQ(json("/api/v1/devices?inventory=none").size(), 0u);
  EXPECT_EQ(json("/api/v1/devices?device=" + devices[0]["name"].get<std::string>()).size(), 1u);
  EXPECT_EQ(json("/api/v1/devices?device=nobody").size(), 0u);
}

TEST_F(PagesTest, InterfacesOfOneDevice) {
  InterfaceState hostile = sample_interface("Gi0/1");
  hostile.seen.if_alias = "</script>\"\n\xff";
  hostile.seen.ipv4 = std::vector<InterfaceAddress>{{"192.0.2.1", 24}, {"192.0.2.9", {}}};
  FleetSnapshot fleet;
  put(fleet, polled_device_state("a/b c", {hostile}));
  publish(std::move(fleet));
  const Json interfaces = json("/api/v1/interfaces?device=a%2Fb+c");
  ASSERT_EQ(interfaces.size(), 1u);
  EXPECT_EQ(interfaces[0]["if_name"], "Gi0/1");
  EXPECT_EQ(interfaces[0]["oper_status"], "lower-layer-down");
  EXPECT_EQ(interfaces[0]["if_alias"], "</script>\"\n\xef\xbf\xbd");
  EXPECT_EQ(interfaces[0]["ipv4"], Json({"192.0.2.1/24", "192.0.2.9"}));
  EXPECT_FALSE(interfaces[0].contains("ipv6"));
  EXPECT_FALSE(interfaces[0].contains("duplex"));
  EXPECT_EQ(interfaces[0]["counters"]["in_octets"], 1);
  EXPECT_EQ(get("/api/v1/interfaces").status, 400);
  EXPECT_EQ(get("/api/v1/interfaces?device=r9").status, 404);
}

TEST_F(PagesTest, TheFrontPageEscapes) {
  Answer answer = get("/");
  EXPECT_EQ(answer.headers["content-type"], "text/html; charset=utf-8");
  EXPECT_THAT(answer.body, HasSubstr("showd &lt;0.1&gt;"));
  EXPECT_THAT(answer.body, HasSubstr("href=\"/metrics\""));
}

TEST_F(PagesTest, ScrapesAreWholeWhileTheFleetChanges) {
  publish(sample_fleet(20, 5));
  std::atomic<bool> done{false};
  std::jthread recorder([&] {
    for (std::size_t n = 1; !done; ++n) publish(sample_fleet(1 + n % 20, n % 5));
  });
  {
    std::vector<std::jthread> scrapers;
    for (int s = 0; s < 4; ++s)
      scrapers.emplace_back([&, s] {
        Client client(server_.port());
        for (int i = 0; i < 25; ++i) {
          const Answer answer = client.get("/metrics", s % 2 ? "Accept-Encoding: gzip\r\n" : "");
          const Exposition page = parse_exposition(s % 2 ? gunzip(answer.body) : answer.body);
          EXPECT_THAT(page.faults, IsEmpty());
          EXPECT_GE(page.count("showd_device_up{"), 1u);
        }
      });
  }
  done = true;
}

}  // namespace
}  // namespace showd
