#include "store/read_known.hpp"

#include <fmt/format.h>

#include "store/schema.hpp"
#include "store/state_columns.hpp"

namespace showd {
namespace {

InterfaceAddress address_of(const sqlite::Statement& row, int address, int length) {
  InterfaceAddress read{row.text(address), std::nullopt};
  if (const auto bits = row.maybe_integer(length))
    read.prefix_length = static_cast<std::uint8_t>(*bits);
  return read;
}

}  // namespace

KnownReader::KnownReader(sqlite::Connection& db)
    : names_(db, "SELECT name FROM device ORDER BY name"),
      device_(db, "SELECT id, address, platform, last_ok FROM device WHERE name = ?"),
      ports_(db, fmt::format("SELECT i.name, c.since, c.families, (SELECT g.from_ts FROM "
                             "interface_gap g WHERE g.interface = i.id AND g.to_ts = {}), {} FROM "
                             "interface i JOIN interface_current c ON c.interface = i.id WHERE "
                             "i.device = ? ORDER BY i.name",
                             kOpenEnd, state_values("c"))),
      addresses_(db, fmt::format("SELECT i.name, a.address, a.prefix_length FROM interface i JOIN "
                                 "interface_address a INDEXED BY interface_address_of ON "
                                 "a.interface = i.id AND a.valid_to = {} WHERE i.device = ? "
                                 "ORDER BY i.name, a.address, a.prefix_length",
                                 kOpenEnd)) {}

std::optional<KnownDevice> KnownReader::read(const std::string& device) {
  device_.bind(device);
  if (!device_.step()) return std::nullopt;
  const auto id = device_.integer(0);
  KnownDevice known{.name = device,
                    .address = device_.text(1),
                    .platform = device_.text(2),
                    .last_ok = device_.integer(3)};
  device_.reset();
  known.ports = read_ports(id);
  read_addresses(id, known.ports);
  return known;
}

std::vector<KnownDevice::Port> KnownReader::read_ports(std::int64_t device) {
  enum Column : int { kName, kSince, kFamilies, kLastSeen, kState };
  std::vector<KnownDevice::Port> ports;
  for (ports_.bind(device); ports_.step();) {
    Interface state{.if_name = ports_.text(kName)};
    read_state(ports_, kState, state);
    const auto families = ports_.integer(kFamilies);
    if (families & kStatesIpv4) state.ipv4.emplace();
    if (families & kStatesIpv6) state.ipv6.emplace();
    ports.push_back({std::move(state), ports_.integer(kSince), ports_.maybe_integer(kLastSeen)});
  }
  ports_.reset();
  return ports;
}

/// Both are sorted by interface name: one walk. Addresses come sorted as in the model.
void KnownReader::read_addresses(std::int64_t device, std::vector<KnownDevice::Port>& ports) {
  enum Column : int { kName, kAddress, kLength };
  auto port = ports.begin();
  for (addresses_.bind(device); addresses_.step();) {
    const std::string name = addresses_.text(kName);
    while (port != ports.end() && port->state.if_name < name) ++port;
    if (port == ports.end() || port->state.if_name != name) continue;
    InterfaceAddress address = address_of(addresses_, kAddress, kLength);
    const bool is_ipv6 = address.address.find(':') != std::string::npos;
    auto& family = is_ipv6 ? port->state.ipv6 : port->state.ipv4;
    if (!family) family.emplace();
    family->push_back(std::move(address));
  }
  addresses_.reset();
}

std::vector<KnownDevice> KnownReader::read_all() {
  std::vector<std::string> names;
  while (names_.step()) names.push_back(names_.text(0));
  names_.reset();
  std::vector<KnownDevice> all;
  for (const std::string& name : names)
    if (auto known = read(name)) all.push_back(*std::move(known));
  return all;
}

std::vector<PinnedKey> read_host_keys(sqlite::Connection& db) {
  std::vector<PinnedKey> keys;
  sqlite::Statement row(db,
                        "SELECT d.name, k.type, k.sha256, k.first_seen, k.accepted_at FROM "
                        "host_key k JOIN device d ON d.id = k.device ORDER BY d.name, k.type");
  while (row.step())
    keys.push_back({row.text(0), row.text(1), row.text(2), row.integer(3), row.maybe_integer(4)});
  return keys;
}

}  // namespace showd
