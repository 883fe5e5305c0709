#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/asio.hpp"

namespace showd::simulator {

struct PersonaChoice {
  std::string file;
  unsigned count = 0;  ///< 0: what the others leave over
};

/// Where one device listens; a port of 0 lets the kernel choose.
struct DeviceAddresses {
  std::optional<asio::ip::tcp::endpoint> ssh, telnet;
};

struct Options {
  bool help = false;
  std::vector<PersonaChoice> personas;
  std::vector<DeviceAddresses> addresses;  ///< one for each device
  unsigned interfaces = 0;                 ///< 0: as the persona says
  unsigned threads = 1;
  bool host_key_per_device = false;
  std::string host_key;  ///< file; empty: a new one
  std::string user, password, enable;
  std::string authorized_keys;  ///< file; empty: nobody logs in by key
  bool privileged = false;
  std::optional<bool> echo_by_character;
  std::chrono::milliseconds command_delay{0}, login_delay{0};
  std::string control;              ///< path of a socket, or address:port; empty: none
  std::string inventory;            ///< file to write; empty: none
  std::string inventory_transport;  ///< ssh, telnet, or empty: ssh where there is one
  std::string inventory_credentials;
};

/// Errors: std::invalid_argument, one line.
[[nodiscard]] Options parse_options(int argc, const char* const* argv);
[[nodiscard]] std::string usage();

/// "127.0.0.1:9000" or "[::1]:9000"; loopback only. Errors: std::invalid_argument.
[[nodiscard]] asio::ip::tcp::endpoint parse_endpoint(const std::string& text);

/// The address of device `index`: 250 to a block of 256, so that 127.40.0.1 is followed, after
/// 127.40.0.250, by 127.40.1.1.
[[nodiscard]] asio::ip::address_v4 address_of(asio::ip::address_v4 base, unsigned index);

}  // namespace showd::simulator
