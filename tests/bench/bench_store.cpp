/// How fast the recorder's two classes are: changes per second into the store at several batch
/// sizes, the cost of a poll without a change, and of a snapshot of 10,000 devices.
///
///     bench_store [DIRECTORY]        (a real disk, not tmpfs; a database of some 100 MB is made there;
///                                    without one, in a temporary folder that goes again)
#include <fmt/format.h>
#include <stdlib.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <random>

#include "fleet/fleet.hpp"
#include "store/store.hpp"

namespace {

using namespace showd;
using std::chrono::steady_clock;

constexpr int kDevices = 2'000;
constexpr int kPorts = 48;

std::vector<std::shared_ptr<const Device>> devices(int count) {
  std::vector<std::shared_ptr<const Device>> all;
  for (int i = 0; i < count; ++i) {
    Device device{.name = fmt::format("router-{:05}", i), .inventory = "lab"};
    device.address = "192.0.2.1";
    device.platform = "cisco_ios";
    all.push_back(std::make_shared<const Device>(std::move(device)));
  }
  return all;
}

double seconds_since(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

/// For what never waits: tells the same on a busy machine.
double cpu_seconds_since(std::clock_t begin) {
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

Interface port(int number, bool up) {
  Interface port;
  port.if_name = fmt::format("GigabitEthernet0/{}", number);
  port.admin_status = AdminStatus::up;
  port.oper_status = up ? OperStatus::up : OperStatus::down;
  port.if_alias = fmt::format("to customer {}", number);
  port.phys_address = fmt::format("00:00:5e:00:53:{:02x}", number);
  port.mtu = 1500;
  port.speed_bps = 1'000'000'000;
  port.ipv4.emplace();
  return port;
}

PollResult poll_of(const std::shared_ptr<const Device>& device, UtcMillis at) {
  PollResult poll;
  poll.device = device;
  poll.started = at;
  poll.duration = std::chrono::milliseconds(40);
  return poll;
}

void must_commit(Store& store) {
  if (const auto fault = store.commit()) throw StoreError(*fault);
}

void bench_store(const std::filesystem::path& directory) {
  const auto file = directory / "bench_store" / "showd.db";
  std::filesystem::remove_all(file.parent_path());
  Store store(file);
  const auto all = devices(kDevices);
  store.configure(all);
  const auto begin = steady_clock::now();
  const std::clock_t cpu = std::clock();
  for (const auto& device : all) {
    std::vector<Change> changes;
    for (int i = 0; i < kPorts; ++i) {
      Interface seen = port(i, true);
      changes.push_back({Change::Kind::appeared, device->name, seen.if_name, 1, {}, seen});
    }
    store.apply(poll_of(device, 1), changes);
    if (store.figures().pending >= 1'000) must_commit(store);
  }
  must_commit(store);
  fmt::print("first sight of {} ports: {:.0f} changes/s, {:.1f} us of CPU each\n",
             kDevices * kPorts, kDevices * kPorts / seconds_since(begin),
             cpu_seconds_since(cpu) / (kDevices * kPorts) * 1e6);
  std::mt19937 random{1};
  UtcMillis now = 2;
  for (const int batch : {1, 100, 1'000, 10'000}) {
    const int rounds = std::max(1, std::min(500, 20'000 / batch));
    const auto start = steady_clock::now();
    double worst = 0;
    for (int round = 0; round < rounds; ++round) {
      for (int i = 0; i < batch; ++i) {
        const auto& device = all[random() % all.size()];
        Interface seen = port(static_cast<int>(random() % kPorts), random() % 2);
        seen.mtu = static_cast<std::uint32_t>(++now);
        store.apply(poll_of(device, now),
                    {{Change::Kind::changed, device->name, seen.if_name, now, {}, seen}});
      }
      must_commit(store);
      worst = std::max(worst, store.figures().last_commit_seconds);
    }
    fmt::print("batch {:6}: {:7.0f} changes/s, each with its poll; worst commit {:.0f} ms\n", batch,
               rounds * batch / seconds_since(start), worst * 1e3);
  }
  const auto start = steady_clock::now();
  const std::clock_t cpu_start = std::clock();
  for (int i = 0; i < 20'000; ++i) {
    store.apply(poll_of(all[static_cast<std::size_t>(i) % all.size()], ++now), {});
    if (i % 1'000 == 999) must_commit(store);
  }
  fmt::print("good polls without a change: {:.0f}/s, {:.1f} us of CPU each\n",
             20'000 / seconds_since(start), cpu_seconds_since(cpu_start) / 20'000 * 1e6);
  fmt::print("database {:.1f} MB, log {:.1f} MB\n",
             static_cast<double>(store.figures().database_bytes) / 1e6,
             static_cast<double>(store.figures().wal_bytes) / 1e6);
}

void bench_fleet() {
  constexpr int kMany = 10'000;
  Fleet fleet;
  std::vector<WatchedDevice> watched;
  for (auto& device : devices(kMany)) watched.push_back({device, std::chrono::seconds(60)});
  fleet.configure(watched);
  std::vector<Interface> seen;
  for (int i = 0; i < kPorts; ++i) seen.push_back(port(i, true));
  for (int pass = 0; pass < 2; ++pass) {
    const auto start = std::clock();
    for (const auto& one : watched) {
      PollResult poll = poll_of(one.device, pass + 1);
      poll.interfaces = seen;
      if (fleet.observe(poll).changes.empty() != (pass == 1)) throw std::logic_error("changes");
    }
    fmt::print("observe, {} ports, {}: {:.1f} us of CPU per poll\n", kPorts,
               pass == 0 ? "all new" : "no change", cpu_seconds_since(start) / kMany * 1e6);
  }
  constexpr int kSnapshots = 50;
  const auto start = std::clock();
  for (int i = 0; i < kSnapshots; ++i) {
    fleet.configure(watched);  // so that there is something new
    if (!fleet.snapshot()) return;
  }
  const double both = cpu_seconds_since(start) / kSnapshots;
  const auto again = std::clock();
  for (int i = 0; i < kSnapshots; ++i) {
    if (!fleet.observe(poll_of(watched[0].device, i)).state || !fleet.snapshot()) return;
  }
  fmt::print("{} devices: configure and snapshot {:.2f} ms, snapshot {:.2f} ms of CPU\n", kMany,
             both * 1e3, cpu_seconds_since(again) / kSnapshots * 1e3);
}

}  // namespace

int main(int argc, char** argv) {
  bench_fleet();
  if (argc > 1) return bench_store(argv[1]), 0;
  std::string folder = (std::filesystem::temp_directory_path() / "showd-bench-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 1;
  bench_store(folder);
  std::filesystem::remove_all(folder);
}
