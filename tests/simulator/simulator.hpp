/// All devices, their loops and listeners. A device is pinned to one loop (index mod threads), and
/// so are its listeners and connections; other threads reach it by on_loop() alone.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/asio.hpp"
#include "device_state.hpp"
#include "listener.hpp"
#include "options.hpp"
#include "settings.hpp"
#include "ssh_server.hpp"

namespace showd::simulator {

class Simulator {
 public:
  /// Every device listens when this returns; nobody is answered before start().
  /// Errors: std::invalid_argument (options, personas, key files), std::system_error (addresses).
  explicit Simulator(const Options& options);
  /// Stops the loops and joins their threads.
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  void start();

  struct Endpoints {
    std::optional<asio::ip::tcp::endpoint> ssh, telnet;
  };
  [[nodiscard]] std::size_t size() const noexcept { return devices_.size(); }
  [[nodiscard]] const DeviceState& device(std::size_t i) const { return devices_[i]->state; }
  [[nodiscard]] Endpoints endpoints(std::size_t i) const;
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
  [[nodiscard]] Settings& settings() noexcept { return settings_; }

  /// Runs `use(DeviceState&)` on the device's loop and waits for it. Thread: main, after start().
  template <class Use>
  auto on_loop(std::size_t i, Use use) {
    std::packaged_task<std::invoke_result_t<Use, DeviceState&>()> task(
        [&] { return use(devices_[i]->state); });
    auto done = task.get_future();
    asio::post(loop_of(i).io, [&task] { task(); });
    return done.get();
  }

  /// The device shows a new host key from its next connection on; returns its fingerprint.
  [[nodiscard]] std::string new_host_key(std::size_t i);

 private:
  struct Loop {
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(io);
    std::shared_ptr<HostKey> host_key;  ///< the shared one, in a copy of this loop's own
    std::thread thread;
  };
  struct Device {
    Device(const Persona& persona, unsigned index, std::string address, unsigned scale)
        : state(persona, index, std::move(address), scale) {}
    DeviceState state;
    std::shared_ptr<HostKey> host_key;  ///< null: the shared one
    std::unique_ptr<Listener> ssh, telnet;
  };

  [[nodiscard]] Loop& loop_of(std::size_t i) { return *loops_[i % loops_.size()]; }
  void make_loops(const Options& options);
  void make_devices(const Options& options);
  void listen(std::size_t i, const DeviceAddresses& at);

  Settings settings_;
  std::vector<std::unique_ptr<Persona>> personas_;
  std::shared_ptr<const AuthorizedKeys> authorized_keys_;
  std::vector<std::unique_ptr<Loop>> loops_;  ///< after what their handlers refer to
  std::vector<std::unique_ptr<Device>> devices_;
  std::unordered_map<std::string, std::size_t> by_name_;
};

}  // namespace showd::simulator
