/// The fleet's page beside prometheus-cpp's registry with the same series: one scrape when every
/// device has been polled since the last one, when one in a hundred has, and when none has.
/// 1042 devices with 48 ports and 10 series a port: 500,160 series, like the registry.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <prometheus/counter.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <cstdio>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "metrics/fleet_exposition.hpp"
#include "unit/metrics/sample_fleet.hpp"

namespace showd {
namespace {

constexpr std::size_t kPorts = 48;

double resident_mb() {
  ::malloc_trim(0);  // what is free again is nobody's
  long pages = 0;
  std::FILE* statm = std::fopen("/proc/self/statm", "r");
  if (statm == nullptr || std::fscanf(statm, "%*s %ld", &pages) != 1) pages = 0;
  if (statm != nullptr) std::fclose(statm);
  return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Ten interface series a port, as on a switch that tells octets, packets and errors.
FleetSnapshot fleet_of(std::size_t devices) {
  FleetSnapshot fleet = sample_fleet(devices, kPorts);
  for (auto& [name, state] : fleet.devices) {
    std::vector<InterfaceState> table = state->interfaces->states();
    for (InterfaceState& interface : table) {
      interface.seen.speed_bps.reset();
      interface.seen.mtu.reset();
      interface.last_change = 0;
      Counters few;
      few.in_octets = few.out_octets = 123456789012345;
      few.in_packets = few.out_packets = 9876543210;
      few.in_errors = 0;
      interface.seen.counters.write() = few;
    }
    auto fresh = std::make_shared<DeviceState>(*state);
    auto device = std::make_shared<Device>(*fresh->device);
    device->labels = {{"site", "ams"}, {"role", "access"}, {"rack", name}};
    fresh->device = std::move(device);
    fresh->interfaces = std::make_shared<const InterfaceTable>(std::move(table));
    state = std::move(fresh);
  }
  return fleet;
}

/// Each device's state is replaced by an equal one, as a poll does, for every `each`-th device.
void poll_some(FleetSnapshot& fleet, std::size_t each) {
  std::size_t i = 0;
  for (auto& [name, state] : fleet.devices)
    if (i++ % each == 0) state = std::make_shared<const DeviceState>(*state);
}

std::size_t read_all(const FleetPage& page) {
  static std::string block(64 * 1024, '\0');
  FleetPage::Reader reader(page);
  std::size_t all = 0;
  while (const std::size_t n = reader.read(block)) all += n;
  return all;
}

/// range(1): one device in so many was polled since the last scrape; 0: none.
void exposition(benchmark::State& state) {
  FleetSnapshot fleet = fleet_of(static_cast<std::size_t>(state.range(0)));
  const double before = resident_mb();
  FleetExposition exposition;
  std::size_t bytes = read_all(exposition.render(fleet));
  state.counters["cache_MB"] = resident_mb() - before;
  for (auto unused : state) {
    if (state.range(1) != 0) {
      state.PauseTiming();
      poll_some(fleet, static_cast<std::size_t>(state.range(1)));
      state.ResumeTiming();
    }
    bytes = read_all(exposition.render(fleet));
  }
  state.counters["page_MB"] = static_cast<double>(bytes) / 1e6;
  state.counters["port_series"] = static_cast<double>(fleet.devices.size() * kPorts * 10);
}

void prometheus_cpp(benchmark::State& state) {
  const double before = resident_mb();
  prometheus::Registry registry;
  for (int family = 0; family < 10; ++family) {
    auto& counters = prometheus::BuildCounter()
                         .Name("showd_interface_metric_" + std::to_string(family) + "_total")
                         .Help("x")
                         .Register(registry);
    for (int d = 0; d < state.range(0); ++d)
      for (std::size_t port = 0; port < kPorts; ++port)
        counters
            .Add({{"device", "access-switch-" + std::to_string(d)},
                  {"interface", "GigabitEthernet1/0/" + std::to_string(port)}})
            .Increment(123456789012345.0);
  }
  state.counters["cache_MB"] = resident_mb() - before;
  std::size_t bytes = 0;
  for (auto unused : state) {
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, registry.Collect());
    bytes = out.str().size();
  }
  state.counters["page_MB"] = static_cast<double>(bytes) / 1e6;
}

BENCHMARK(exposition)
    ->ArgNames({"devices", "one_in"})
    ->Args({1042, 1})
    ->Args({1042, 100})
    ->Args({1042, 0})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(prometheus_cpp)->ArgName("devices")->Arg(1042)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace showd

BENCHMARK_MAIN();
