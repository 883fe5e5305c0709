#include "inventory.hpp"

#include <fmt/format.h>

namespace showd::simulator {

std::string inventory_of(const Simulator& simulator, const std::string& transport,
                         const std::string& credentials) {
  std::string out = "# Written by showd-simulator.\n";
  if (!credentials.empty()) out += fmt::format("defaults: {{credentials: [{}]}}\n", credentials);
  out += "devices:\n";
  for (std::size_t i = 0; i < simulator.size(); ++i) {
    const Simulator::Endpoints at = simulator.endpoints(i);
    const bool ssh = transport.empty() ? at.ssh.has_value() : transport == "ssh";
    const auto& endpoint = ssh ? at.ssh : at.telnet;
    if (!endpoint) continue;
    out +=
        fmt::format("  {}: {{address: \"{}\", port: {}, platform: {}, transport: {}}}\n",
                    simulator.device(i).name(), endpoint->address().to_string(), endpoint->port(),
                    simulator.device(i).persona().platform, ssh ? "ssh" : "telnet");
  }
  return out;
}

}  // namespace showd::simulator
