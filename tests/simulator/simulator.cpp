#include "simulator.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include "telnet_server.hpp"

namespace showd::simulator {
namespace {

std::string shared_host_key(const std::string& path) {
  if (path.empty()) return generate_host_key();
  std::ifstream in(path);
  if (!in) throw std::invalid_argument(path + ": cannot be read");
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string host_of(const DeviceAddresses& at) {
  return (at.ssh ? *at.ssh : *at.telnet).address().to_string();
}

}  // namespace

Simulator::Simulator(const Options& options) {
  settings_.accounts.with([&](Accounts& accounts) {
    accounts = {options.user, options.password, options.enable};
  });
  settings_.command_delay = options.command_delay;
  settings_.login_delay = options.login_delay;
  settings_.privileged = options.privileged;
  settings_.echo_by_character = options.echo_by_character;
  if (!options.authorized_keys.empty())
    authorized_keys_ = load_authorized_keys(options.authorized_keys);
  make_loops(options);
  make_devices(options);
}

Simulator::~Simulator() {
  for (const auto& loop : loops_) loop->io.stop();
  for (const auto& loop : loops_)
    if (loop->thread.joinable()) loop->thread.join();
  for (const auto& device : devices_) {
    device->ssh.reset();
    device->telnet.reset();
  }
  loops_.clear();  // and with them the connections, which refer to devices
}

void Simulator::make_loops(const Options& options) {
  const std::string pem = shared_host_key(options.host_key);
  for (unsigned i = 0; i < options.threads; ++i) {
    auto loop = std::make_unique<Loop>();
    loop->host_key = make_host_key(pem);
    loops_.push_back(std::move(loop));
  }
}

void Simulator::make_devices(const Options& options) {
  for (const PersonaChoice& choice : options.personas)
    personas_.push_back(std::make_unique<Persona>(load_persona(choice.file)));
  std::size_t persona = 0;
  unsigned played = 0;
  for (std::size_t i = 0; i < options.addresses.size(); ++i, ++played) {
    while (persona + 1 < personas_.size() && options.personas[persona].count != 0 &&
           played >= options.personas[persona].count) {
      ++persona;
      played = 0;
    }
    auto device = std::make_unique<Device>(*personas_[persona], static_cast<unsigned>(i),
                                           host_of(options.addresses[i]), options.interfaces);
    if (options.host_key_per_device) device->host_key = make_host_key(generate_host_key());
    if (!by_name_.emplace(device->state.name(), i).second)
      throw std::invalid_argument("two devices are called " + device->state.name() +
                                  ": the personas' hostname needs {index}");
    devices_.push_back(std::move(device));
    listen(i, options.addresses[i]);
  }
}

void Simulator::listen(std::size_t i, const DeviceAddresses& at) {
  Loop& loop = loop_of(i);
  Device& device = *devices_[i];
  if (at.ssh)
    device.ssh = std::make_unique<Listener>(
        loop.io, *at.ssh, [this, &loop, &device](asio::ip::tcp::socket socket) {
          serve_ssh(std::move(socket), device.state, settings_,
                    device.host_key ? device.host_key : loop.host_key, authorized_keys_);
        });
  if (at.telnet)
    device.telnet = std::make_unique<Listener>(
        loop.io, *at.telnet, [this, &device](asio::ip::tcp::socket socket) {
          serve_telnet(std::move(socket), device.state, settings_);
        });
}

void Simulator::start() {
  for (const auto& loop : loops_) loop->thread = std::thread([io = &loop->io] { io->run(); });
}

Simulator::Endpoints Simulator::endpoints(std::size_t i) const {
  Endpoints at;
  if (devices_[i]->ssh) at.ssh = devices_[i]->ssh->endpoint();
  if (devices_[i]->telnet) at.telnet = devices_[i]->telnet->endpoint();
  return at;
}

std::optional<std::size_t> Simulator::find(std::string_view name) const {
  const auto found = by_name_.find(std::string(name));
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

std::string Simulator::new_host_key(std::size_t i) {
  auto key = make_host_key(generate_host_key());
  std::string fingerprint = key->fingerprint();
  on_loop(i, [&](DeviceState&) { devices_[i]->host_key = std::move(key); });
  return fingerprint;
}

}  // namespace showd::simulator
