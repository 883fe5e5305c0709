#include "metrics/fleet_exposition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <limits>
#include <locale>
#include <regex>
#include <string>
#include <thread>

#include "unit/metrics/exposition.hpp"
#include "unit/metrics/promtool.hpp"
#include "unit/metrics/sample_fleet.hpp"

namespace showd {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Exposition page_of(const FleetSnapshot& fleet) {
  FleetExposition exposition;
  Exposition page = parse_exposition(exposition.render(fleet).text());
  EXPECT_THAT(page.faults, IsEmpty());
  return page;
}

TEST(FleetExposition, AnEmptyFleetHasAnEmptyPage) {
  EXPECT_EQ(FleetExposition().render({}).text(), "");
}

TEST(FleetExposition, EveryConfiguredDeviceHasItsSeriesFromTheStart) {
  FleetSnapshot fleet;
  put(fleet, new_device_state("r1"));
  const Exposition page = page_of(fleet);
  EXPECT_EQ(page.value("showd_device_up{device=\"r1\"}"), "0");
  EXPECT_EQ(page.value("showd_device_reachable{device=\"r1\"}"), "0");
  EXPECT_EQ(page.value("showd_device_polls_total{device=\"r1\",result=\"ok\"}"), "0");
  EXPECT_EQ(page.value("showd_device_info{device=\"r1\",inventory=\"core\",platform=\"cisco_ios\","
                       "address=\"192.0.2.1\",transport=\"ssh\"}"),
            "1");
  EXPECT_EQ(page.value("showd_device_host_key_changed{device=\"r1\"}"), "0");
  EXPECT_EQ(page.count("showd_device_poll_failures_total{device=\"r1\",stage="), kStageCount);
  for (int stage = 0; stage < kStageCount; ++stage) {
    const std::string name(to_string(static_cast<Stage>(stage)));
    EXPECT_EQ(page.value("showd_device_poll_failures_total{device=\"r1\",stage=\"" + name + "\"}"),
              "0");
  }
  EXPECT_EQ(page.value("showd_series"), std::to_string(7 + kStageCount));
  EXPECT_EQ(page.value("showd_series_dropped"), "0");
  EXPECT_EQ(page.value("showd_device_host_key_refused{device=\"r1\"}"), "0");
  EXPECT_EQ(page.value("showd_device_last_success_timestamp_seconds{device=\"r1\"}"), "0");
  EXPECT_EQ(page.values.size(), 9u + kStageCount);  // nothing is known, so nothing else is told
}

TEST(FleetExposition, TellsWhatIsNotKnown) {
  FleetSnapshot fleet;
  DeviceState state = polled_device_state("r1", {});
  state.parsed = true;
  state.unmatched_lines = 7;
  state.lossy_outputs = 1;
  state.not_observed = 2;
  state.host_key_changed = state.host_key_refused = true;
  put(fleet, std::move(state));
  const Exposition page = page_of(fleet);
  EXPECT_EQ(page.value("showd_device_parse_unmatched_lines{device=\"r1\"}"), "7");
  EXPECT_EQ(page.value("showd_device_interfaces_not_observed{device=\"r1\"}"), "2");
  EXPECT_EQ(page.value("showd_device_parse_lossy_outputs{device=\"r1\"}"), "1");
  EXPECT_EQ(page.value("showd_device_host_key_changed{device=\"r1\"}"), "1");
  EXPECT_EQ(page.value("showd_device_host_key_refused{device=\"r1\"}"), "1");
  EXPECT_EQ(page.value("showd_device_next_poll_timestamp_seconds{device=\"r1\"}"), "1700000060");
}

TEST(FleetExposition, TellsWhatAPollBrought) {
  FleetSnapshot fleet;
  put(fleet, polled_device_state("r1", {sample_interface("Gi0/1")}));
  const Exposition page = page_of(fleet);
  const std::string on = "{device=\"r1\",interface=\"Gi0/1\"}";
  for (const auto& [name, want] : {
           std::pair{"up", "0"},
           {"admin_up", "1"},
           {"oper_status", "7"},
           {"speed_bytes_per_second", "125000000"},
           {"mtu_bytes", "1500"},
           {"last_change_timestamp_seconds", "1700000000.25"},
           {"state_changes_total", "3"},
           {"receive_bytes_total", "1"},
           {"transmit_bytes_total", "2"},
           {"receive_packets_total", "3"},
           {"transmit_packets_total", "4"},
           {"receive_unicast_packets_total", "5"},
           {"transmit_unicast_packets_total", "6"},
           {"receive_multicast_packets_total", "7"},
           {"transmit_multicast_packets_total", "8"},
           {"receive_broadcast_packets_total", "9"},
           {"transmit_broadcast_packets_total", "10"},
           {"receive_errors_total", "11"},
           {"transmit_errors_total", "12"},
           {"receive_discards_total", "13"},
           {"transmit_discards_total", "14"},
           {"receive_crc_errors_total", "15"},
       })
    EXPECT_EQ(page.value(std::string("showd_interface_") + name + on), want) << name;
  EXPECT_EQ(
      page.value("showd_interface_info{device=\"r1\",interface=\"Gi0/1\",description=\"to "
                 "core\",mac=\"aa:bb:cc:dd:ee:ff\",type=\"10/100/1000BaseTX\",if_index=\"7\"}"),
      "1");
  EXPECT_EQ(page.value("showd_device_last_poll_duration_seconds{device=\"r1\"}"), "0.1");
  EXPECT_EQ(page.value("showd_device_last_success_timestamp_seconds{device=\"r1\"}"), "1700000000");
}

TEST(FleetExposition, AbsentIsNotZero) {
  InterfaceState bare;
  bare.seen.if_name = "Lo0";
  FleetSnapshot fleet;
  put(fleet, polled_device_state("r1", {bare}));
  const Exposition page = page_of(fleet);
  EXPECT_EQ(page.count("showd_interface_"), 2u);  // state changes (0, ours) and info
  EXPECT_EQ(page.value("showd_interface_info{device=\"r1\",interface=\"Lo0\"}"), "1");
}

TEST(FleetExposition, FailuresAreCountedByResultAndStage) {
  DeviceState state = new_device_state("r1");
  state.polled = state.reachable = true;
  state.polls_by_result = {{"auth_failed", 4}, {"ok", 1}};
  state.failures_by_stage.at(static_cast<std::size_t>(Stage::auth)) = 4;
  FleetSnapshot fleet;
  put(fleet, std::move(state));
  const Exposition page = page_of(fleet);
  EXPECT_EQ(page.value("showd_device_polls_total{device=\"r1\",result=\"auth_failed\"}"), "4");
  EXPECT_EQ(page.value("showd_device_polls_total{device=\"r1\",result=\"ok\"}"), "1");
  EXPECT_EQ(page.value("showd_device_poll_failures_total{device=\"r1\",stage=\"auth\"}"), "4");
  EXPECT_EQ(page.value("showd_device_poll_failures_total{device=\"r1\",stage=\"kex\"}"), "0");
  EXPECT_EQ(page.value("showd_device_reachable{device=\"r1\"}"), "1");
  EXPECT_EQ(page.value("showd_device_up{device=\"r1\"}"), "0");
}

TEST(FleetExposition, HostileTextStaysInsideItsLabel) {
  InterfaceState hostile = sample_interface("Gi0/1\"\\\n");
  hostile.seen.if_alias = "\"} 1\nshowd_device_up{device=\"forged\"} 1\n\\";
  hostile.seen.type = "bad \xff\xc3 bytes";
  FleetSnapshot fleet;
  put(fleet, polled_device_state("r1", {hostile}));
  const Exposition page = page_of(fleet);
  EXPECT_EQ(page.count("showd_device_up{"), 1u);
  EXPECT_EQ(page.value("showd_interface_mtu_bytes{device=\"r1\",interface=\"Gi0/1\\\"\\\\\\n\"}"),
            "1500");
  const std::string text = FleetExposition().render(fleet).text();
  EXPECT_THAT(text, HasSubstr("type=\"bad \xef\xbf\xbd\xef\xbf\xbd bytes\""));
}

TEST(FleetExposition, InventoryLabelsBecomeLabelNames) {
  auto device = std::make_shared<Device>(*sample_device("r1"));
  device->labels = {{"a b", "first"}, {"a-b", "second"}, {"site", "ams"}, {"Grün", "x"}};
  DeviceState state;
  state.device = device;
  FleetSnapshot fleet;
  put(fleet, std::move(state));
  const std::string text = FleetExposition().render(fleet).text();
  EXPECT_THAT(text, HasSubstr("label_a_b=\"first\""));
  EXPECT_THAT(text, Not(HasSubstr("\"second\"")));  // the same name twice would break the page
  EXPECT_THAT(text, HasSubstr("label_site=\"ams\""));
  EXPECT_THAT(parse_exposition(text).faults, IsEmpty());
}

TEST(FleetExposition, EveryDeviceHasTheLabelsOfAll) {
  const auto with = [](const std::string& name, std::map<std::string, std::string> labels) {
    auto device = std::make_shared<Device>(*sample_device(name));
    device->labels = std::move(labels);
    DeviceState state;
    state.device = std::move(device);
    return state;
  };
  const auto info = [](const std::string& device, const std::string& labels) {
    return "showd_device_info{device=\"" + device +
           "\",inventory=\"core\",platform=\"cisco_ios\",address=\"192.0.2.1\",transport=\"ssh\"" +
           labels + "} 1\n";
  };
  FleetSnapshot fleet;
  put(fleet, with("r1", {{"site", "ams"}}));
  put(fleet, with("r2", {}));
  FleetExposition exposition;
  std::string text = exposition.render(fleet).text();
  EXPECT_THAT(text, HasSubstr(info("r1", ",label_site=\"ams\"")));
  EXPECT_THAT(text, HasSubstr(info("r2", ",label_site=\"\"")));
  put(fleet, with("r2", {{"role", "edge"}}));  // r1 stays as it is, its line does not
  text = exposition.render(fleet).text();
  EXPECT_THAT(text, HasSubstr(info("r1", ",label_role=\"\",label_site=\"ams\"")));
  EXPECT_THAT(text, HasSubstr(info("r2", ",label_role=\"edge\",label_site=\"\"")));
  EXPECT_THAT(parse_exposition(text).faults, IsEmpty());
}

TEST(FleetExposition, EachFamilyCanBeChosenAlone) {
  FleetSnapshot fleet;
  put(fleet, polled_device_state("r1", {sample_interface("Gi0/1")}));
  FleetExposition exposition;
  const std::size_t all =
      parse_exposition(exposition.render(fleet).text()).count("showd_interface_");
  EXPECT_EQ(all, interface_families().size());
  for (const std::string& family : interface_families()) {
    exposition.choose({{"core", {.families = {family}}}}, 0);
    const Exposition page = parse_exposition(exposition.render(fleet).text());
    EXPECT_EQ(page.count("showd_interface_" + family + "{"), 1u) << family;
    EXPECT_EQ(page.count("showd_interface_"), 1u) << family;
  }
  exposition.choose({}, 0);
  EXPECT_EQ(parse_exposition(exposition.render(fleet).text()).count("showd_interface_"), all);
}

TEST(FleetExposition, InterfacesAreChosenByNameAndType) {
  InterfaceState untyped = sample_interface("Gi0/3");
  untyped.seen.type.reset();
  InterfaceState fibre = sample_interface("Te1/1");
  fibre.seen.type = "10GBase-SR";
  FleetSnapshot fleet;
  put(fleet, polled_device_state(
                 "r1", {sample_interface("Gi0/1"), sample_interface("Gi0/1.7"), untyped, fibre}));
  DeviceState other = polled_device_state("r2", {sample_interface("Gi0/1.7")});
  auto elsewhere = std::make_shared<Device>(*other.device);
  elsewhere->inventory = "edge";
  other.device = elsewhere;
  put(fleet, std::move(other));
  FleetExposition exposition;
  const auto shown = [&](MetricChoice choice) {
    exposition.choose({{"core", std::move(choice)}}, 0);
    const Exposition page = parse_exposition(exposition.render(fleet).text());
    EXPECT_EQ(page.count("showd_interface_up{device=\"r2\""), 1u) << "another inventory";
    std::string names;
    for (const char* name : {"Gi0/1", "Gi0/1.7", "Gi0/3", "Te1/1"})
      if (page.count("showd_interface_up{device=\"r1\",interface=\"" + std::string(name) + "\"}"))
        names += std::string(names.empty() ? "" : " ") + name;
    return names;
  };
  EXPECT_EQ(shown({}), "Gi0/1 Gi0/1.7 Gi0/3 Te1/1");
  EXPECT_EQ(shown({.interfaces = {"Gi*"}}), "Gi0/1 Gi0/1.7 Gi0/3");
  EXPECT_EQ(shown({.exclude = {"*.*"}}), "Gi0/1 Gi0/3 Te1/1");
  EXPECT_EQ(shown({.interfaces = {"Gi*", "Te*"}, .exclude = {"*.7", "Te1/1"}}), "Gi0/1 Gi0/3");
  EXPECT_EQ(shown({.types = {"10GBase*"}}), "Te1/1");
  EXPECT_EQ(shown({.interfaces = {"Gi*"}, .types = {"*"}}), "Gi0/1 Gi0/1.7") << "one tells no type";
  EXPECT_EQ(shown({.interfaces = {"none"}}), "");
}

TEST(FleetExposition, ABudgetLeavesOutTheInterfacesOfWholeDevices) {
  FleetExposition exposition;
  const FleetSnapshot fleet = sample_fleet(3, 4);
  const auto page_for = [&](std::size_t max_series) {
    exposition.choose({}, max_series);
    const std::string text = exposition.render(fleet).text();
    EXPECT_EQ(text.size(), exposition.render(fleet).size());
    return parse_exposition(text);
  };
  const Exposition whole = page_for(0);
  const std::size_t all = whole.values.size() - 2;  // but for the two that count them
  EXPECT_EQ(whole.value("showd_series"), std::to_string(all));
  EXPECT_EQ(page_for(all).value("showd_series_dropped"), "0");
  const std::size_t of_one = whole.count("showd_interface_") / 3;

  const Exposition cut = page_for(all - 1);
  EXPECT_EQ(cut.value("showd_series"), std::to_string(all - of_one));
  EXPECT_EQ(cut.value("showd_series_dropped"), std::to_string(of_one));
  EXPECT_EQ(cut.values.size(), all - of_one + 2);
  EXPECT_EQ(cut.count("showd_interface_up{device=\"access-switch-1\""), 4u);
  EXPECT_EQ(cut.count("showd_interface_up{device=\"access-switch-2\""), 0u);
  EXPECT_EQ(cut.count("showd_device_up{"), 3u);

  const Exposition least = page_for(1);
  EXPECT_EQ(least.count("showd_interface_"), 0u);
  EXPECT_EQ(least.count("showd_device_up{"), 3u);
  EXPECT_EQ(page_for(0).values, whole.values);
}

TEST(FleetExposition, ChoosingWhileScrapesReadLeavesPagesWhole) {
  FleetExposition exposition;
  const FleetSnapshot fleet = sample_fleet(3, 3);
  const std::jthread reload([&exposition](const std::stop_token& stop) {
    for (std::size_t turn = 0; !stop.stop_requested(); ++turn)
      exposition.choose({{"core", {.families = {turn % 2 ? "up" : "*"}}}}, turn % 3 * 50);
  });
  for (int i = 0; i < 50; ++i) {
    const FleetPage page = exposition.render(fleet);
    EXPECT_EQ(page.text().size(), page.size());
    EXPECT_THAT(parse_exposition(page.text()).faults, IsEmpty());
  }
}

TEST(FleetExposition, BigCountersAreExact) {
  InterfaceState state = sample_interface("Gi0/1");
  state.seen.counters.write().in_octets = std::numeric_limits<std::uint64_t>::max();
  state.seen.speed_bps = 9'600 + 1;
  FleetSnapshot fleet;
  put(fleet, polled_device_state("r1", {state}));
  const Exposition page = page_of(fleet);
  const std::string on = "{device=\"r1\",interface=\"Gi0/1\"}";
  EXPECT_EQ(page.value("showd_interface_receive_bytes_total" + on), "18446744073709551615");
  EXPECT_EQ(page.value("showd_interface_speed_bytes_per_second" + on), "1200.125");
}

TEST(FleetExposition, ChangedAndRemovedDevicesShowAtOnce) {
  FleetExposition exposition;
  FleetSnapshot fleet = sample_fleet(5, 2);
  EXPECT_GT(exposition.render(fleet).size(), 0u);
  fleet.devices.erase("access-switch-1");
  DeviceState down = new_device_state("access-switch-3");
  down.polls_by_result = {{"timeout", 1}};
  put(fleet, std::move(down));
  put(fleet, new_device_state("access-switch-0a"));
  const std::string text = exposition.render(fleet).text();
  EXPECT_THAT(text, Not(HasSubstr("access-switch-1\"")));
  EXPECT_EQ(text, FleetExposition().render(fleet).text());  // as if nothing had been kept
  const Exposition page = parse_exposition(text);
  EXPECT_EQ(page.value("showd_device_up{device=\"access-switch-3\"}"), "0");
  EXPECT_EQ(page.value("showd_device_up{device=\"access-switch-0a\"}"), "0");
  EXPECT_EQ(page.count("showd_interface_up{device=\"access-switch-3\""), 0u);
}

TEST(FleetExposition, APageOutlivesWhatCameAfterIt) {
  FleetExposition exposition;
  FleetSnapshot fleet = sample_fleet(3, 2);
  const FleetPage page = exposition.render(fleet);
  const std::string before = page.text();
  fleet.devices.clear();
  EXPECT_EQ(exposition.render(fleet).size(), 0u);
  EXPECT_EQ(page.text(), before);
}

TEST(FleetExposition, AnyPieceSizeReadsTheSamePage) {
  FleetExposition exposition;
  const FleetPage page = exposition.render(sample_fleet(3, 3));
  const std::string whole = page.text();
  ASSERT_EQ(whole.size(), page.size());
  for (const std::size_t piece : {1u, 7u, 100u, 4096u, 1'000'000u}) {
    FleetPage::Reader reader(page);
    std::string read;
    std::string buffer(piece, '\0');
    while (const std::size_t n = reader.read(buffer)) read.append(buffer, 0, n);
    EXPECT_EQ(read, whole) << piece;
  }
}

TEST(FleetExposition, PromtoolFindsNothing) {
  FleetSnapshot fleet = sample_fleet(2, 2);
  put(fleet, new_device_state("new"));
  const Linted linted = promtool_check(FleetExposition().render(fleet).text());
  if (!linted.available) GTEST_SKIP() << "promtool is not installed";
  EXPECT_TRUE(linted.clean) << linted.words;
}

TEST(FleetExposition, OpenMetricsDiffersInTheHeadsOfCounters) {
  FleetExposition exposition;
  const FleetSnapshot fleet = sample_fleet(2, 2);
  const FleetPage page = exposition.render(fleet, PageFormat::openmetrics);
  const std::string text = exposition.render(fleet).text();
  const std::regex counter("# (HELP|TYPE) ([a-z_]+)_total ");
  EXPECT_EQ(page.text(), std::regex_replace(text, counter, "# $1 $2 "));
  EXPECT_EQ(page.text().size(), page.size());
  EXPECT_NE(page.text(), text);
}

struct Comma : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(FleetExposition, AGermanLocaleChangesNothing) {
  const FleetSnapshot fleet = sample_fleet(1, 1);
  const std::string plain = FleetExposition().render(fleet).text();
  const std::string c_locale = std::setlocale(LC_ALL, nullptr);
  const std::locale cpp_locale = std::locale::global(std::locale(std::locale(), new Comma));
  std::setlocale(LC_ALL, "de_DE.UTF-8");  // where installed; the facet above stands everywhere
  const std::string german = FleetExposition().render(fleet).text();
  std::locale::global(cpp_locale);
  std::setlocale(LC_ALL, c_locale.c_str());
  EXPECT_EQ(german, plain);
}

}  // namespace
}  // namespace showd
