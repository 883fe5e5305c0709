#include "store/read_known.hpp"

#include <fmt/format.h>

#include <map>

#include "store/schema.hpp"
#include "store/state_columns.hpp"

namespace showd {
namespace {

constexpr const char* kOne = " AND d.name = ?1";

sqlite::Statement query(sqlite::Connection& db, const std::string& select,
                        const std::optional<std::string>& device, const std::string& order = "") {
  sqlite::Statement statement(db, select + (device ? kOne : "") + order);
  if (device) statement.bind_at(1, *device);
  return statement;
}

using Devices = std::map<std::string, KnownDevice>;

void read_devices(sqlite::Connection& db, const std::optional<std::string>& only,
                  Devices& devices) {
  auto row =
      query(db, "SELECT d.name, d.address, d.platform, d.last_ok FROM device d WHERE 1", only);
  while (row.step())
    devices[row.text(0)] = KnownDevice{.name = row.text(0),
                                       .address = row.text(1),
                                       .platform = row.text(2),
                                       .last_ok = row.integer(3)};
}

void read_ports(sqlite::Connection& db, const std::optional<std::string>& only, Devices& devices) {
  enum Column : int { kDevice, kInterface, kSince, kFamilies, kLastSeen, kState };
  auto row =
      query(db,
            fmt::format("SELECT d.name, i.name, c.since, c.families, (SELECT g.from_ts FROM "
                        "interface_gap g WHERE g.interface = i.id AND g.to_ts = {}), {} FROM "
                        "device d JOIN interface i ON i.device = d.id JOIN interface_current c ON "
                        "c.interface = i.id WHERE 1",
                        kOpenEnd, state_values("c")),
            only, " ORDER BY d.name, i.name");
  while (row.step()) {
    Interface state{.if_name = row.text(kInterface)};
    read_state(row, kState, state);
    const auto families = row.integer(kFamilies);
    if (families & kStatesIpv4) state.ipv4.emplace();
    if (families & kStatesIpv6) state.ipv6.emplace();
    devices[row.text(kDevice)].ports.push_back(
        {std::move(state), row.integer(kSince), row.maybe_integer(kLastSeen)});
  }
}

InterfaceAddress address_of(const sqlite::Statement& row) {
  InterfaceAddress address{row.text(2), std::nullopt};
  if (const auto length = row.maybe_integer(3))
    address.prefix_length = static_cast<std::uint8_t>(*length);
  return address;
}

/// Both are sorted by device and interface name: one walk. Addresses come sorted as in the model.
void read_addresses(sqlite::Connection& db, const std::optional<std::string>& only,
                    Devices& devices) {
  auto row = query(db,
                   fmt::format("SELECT d.name, i.name, a.address, a.prefix_length FROM device d "
                               "JOIN interface i ON i.device = d.id JOIN interface_address a "
                               "INDEXED BY interface_address_of ON a.interface = i.id AND "
                               "a.valid_to = {} WHERE 1",
                               kOpenEnd),
                   only, " ORDER BY d.name, i.name, a.address, a.prefix_length");
  std::string device;
  std::vector<KnownDevice::Port>::iterator port{}, end{};
  while (row.step()) {
    if (row.text(0) != device || device.empty()) {
      device = row.text(0);
      port = devices[device].ports.begin();
      end = devices[device].ports.end();
    }
    while (port != end && port->state.if_name < row.text(1)) ++port;
    if (port == end || port->state.if_name != row.text(1)) continue;
    InterfaceAddress address = address_of(row);
    auto& family =
        address.address.find(':') == std::string::npos ? port->state.ipv4 : port->state.ipv6;
    if (!family) family.emplace();
    family->push_back(std::move(address));
  }
}

}  // namespace

std::vector<KnownDevice> read_known(sqlite::Connection& db,
                                    const std::optional<std::string>& device) {
  Devices devices;
  read_devices(db, device, devices);
  read_ports(db, device, devices);
  read_addresses(db, device, devices);
  std::vector<KnownDevice> known;
  for (auto& [name, one] : devices) known.push_back(std::move(one));
  return known;
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

Present read_present(sqlite::Connection& db, const SetDevices& devices) {
  Present present;
  present.devices = devices;
  present.known = read_known(db, std::nullopt);
  present.keys = read_host_keys(db);
  return present;
}

}  // namespace showd
