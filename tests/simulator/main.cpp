// showd-simulator: plays thousands of devices on loopback, over SSH and Telnet.
#include <fmt/format.h>
#include <libssh/libssh.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <asio/signal_set.hpp>
#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>

#include "control.hpp"
#include "inventory.hpp"
#include "simulator.hpp"

namespace {

using namespace showd::simulator;

/// As many descriptors as we may have; says so if they are fewer than one session on every device
/// needs: its listeners, and two for an SSH connection.
void raise_descriptor_limit(const Options& options) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  constexpr rlim_t kEnough = 1'000'000;
  const rlimit more{std::max(limit.rlim_max, kEnough), std::max(limit.rlim_max, kEnough)};
  if (setrlimit(RLIMIT_NOFILE, &more) == 0) return;  // root may
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  rlim_t needed = 100;
  for (const DeviceAddresses& at : options.addresses)
    needed += (at.ssh ? 3 : 1) + (at.telnet ? 1 : 0);
  if (needed > limit.rlim_max)
    fmt::print(stderr,
               "showd-simulator: only {} descriptors may be open; a session on every device at the "
               "same time needs {} (try --no-telnet or --no-ssh, or raise `ulimit -Hn`)\n",
               limit.rlim_max, needed);
}

void write_inventory(const Options& options, const Simulator& simulator) {
  if (options.inventory.empty()) return;
  std::ofstream out(options.inventory, std::ios::trunc);
  out << inventory_of(simulator, options.inventory_transport, options.inventory_credentials);
  if (!out.flush()) throw std::invalid_argument(options.inventory + ": cannot be written");
}

/// Where devices listen whose port the kernel has chosen.
void print_chosen_ports(const Options& options, const Simulator& simulator) {
  const auto say = [&](std::size_t i, const char* transport, const auto& wanted,
                       const auto& endpoint) {
    if (wanted && wanted->port() == 0)
      fmt::print("listen {} {} {}:{}\n", simulator.device(i).name(), transport,
                 endpoint->address().to_string(), endpoint->port());
  };
  for (std::size_t i = 0; i < simulator.size(); ++i) {
    const auto at = simulator.endpoints(i);
    say(i, "ssh", options.addresses[i].ssh, at.ssh);
    say(i, "telnet", options.addresses[i].telnet, at.telnet);
  }
}

void play(const Options& options) {
  raise_descriptor_limit(options);
  asio::io_context io{1};  // signals and the control channel; outlives what uses it
  Simulator simulator(options);
  asio::signal_set signals(io, SIGTERM, SIGINT);
  signals.async_wait([&](std::error_code, int) { io.stop(); });
  std::unique_ptr<Control> control;
  // Posted, so that the "ok" is out before the loop stops.
  const auto quit = [&] { asio::post(io, [&] { asio::post(io, [&] { io.stop(); }); }); };
  if (!options.control.empty()) control = open_control(io, options.control, simulator, quit);
  write_inventory(options, simulator);
  print_chosen_ports(options, simulator);
  simulator.start();
  if (control) fmt::print("control {}\n", control->where());
  fmt::print("ready devices={} pid={}\n", simulator.size(), getpid());
  std::fflush(stdout);
  io.run();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Options options = parse_options(argc, argv);
    if (options.help) {
      fmt::print("{}", usage());
      return 0;
    }
    ssh_init();
    play(options);
    ssh_finalize();
    return 0;
  } catch (const std::exception& bad) {
    fmt::print(stderr, "showd-simulator: {}\n", bad.what());
    return 2;
  }
}
