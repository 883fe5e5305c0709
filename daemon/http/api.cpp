#include "http/api.hpp"

#include <cmath>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "http/interface_json.hpp"
#include "http/json_response.hpp"

namespace showd {
namespace {

using Json = nlohmann::ordered_json;

Response json_error(unsigned status, const std::string& what) {
  return json_response(status, Json{{"error", what}});
}

Json to_json(const std::string& name, const DeviceState& state) {
  Json out{{"name", name}};
  if (state.device) {
    out["inventory"] = state.device->inventory;
    out["platform"] = state.device->platform;
    out["address"] = state.device->address;
    out["port"] = state.device->port;
    out["transport"] = to_string(state.device->transport);
    out["groups"] = Json(state.device->groups);
    out["labels"] = Json(state.device->labels);
  }
  out["polled"] = state.polled;
  out["reachable"] = state.reachable;
  out["up"] = state.up;
  out["session_reused"] = state.session_reused;
  out["failures_in_a_row"] = state.failures_in_a_row;
  if (!state.result.empty()) out["result"] = state.result;
  if (!state.stage.empty()) out["stage"] = state.stage;
  if (!state.error.empty()) out["error"] = state.error;
  add_moment(out, "last_poll", state.last_poll);
  add_moment(out, "last_ok", state.last_success);
  add_moment(out, "next_poll", state.next_poll);
  if (state.polled) out["duration_ms"] = std::llround(state.last_duration_seconds * 1e3);
  if (state.interfaces) out["interfaces"] = state.interfaces->size();
  if (state.not_observed != 0) out["not_observed"] = state.not_observed;
  if (state.unmatched_lines != 0) out["unmatched_lines"] = state.unmatched_lines;
  return out;
}

/// True when the request does not ask for this value of `key`, but for another one.
bool asks_for_another(const Request& request, const char* key, const std::string& value) {
  const auto wanted = request.query.find(key);
  return wanted != request.query.end() && wanted->second != value;
}

Response devices(const Request& request, const FleetSnapshot& fleet) {
  Json list = Json::array();
  for (const auto& [name, state] : fleet.devices)
    if (!asks_for_another(request, "device", name) &&
        !asks_for_another(request, "inventory", state->device ? state->device->inventory : ""))
      list.push_back(to_json(name, *state));
  return json_response(200, list);
}

Response interfaces(const DeviceState& device) {
  return json_response(200, to_json(device.interfaces ? *device.interfaces : InterfaceTable()));
}

/// What the parsers said of the last outputs, line by line.
Response explained(const DeviceState& device) {
  Json list = Json::array();
  if (!device.explained) return json_response(200, list);
  for (const Coverage& output : *device.explained)
    for (const Coverage::Note& note : output.notes)
      list.push_back({{"command", output.command},
                      {"line", note.line},
                      {"why", note.why},
                      {"text", note.text}});
  return json_response(200, list);
}

/// One device at a time: a whole fleet's interfaces would be hundreds of megabytes of JSON.
Response of_device(const Request& request, const FleetSnapshot& fleet,
                   Response (*part)(const DeviceState&)) {
  const auto wanted = request.query.find("device");
  if (wanted == request.query.end()) return json_error(400, "expected ?device=NAME");
  const auto found = fleet.devices.find(wanted->second);
  if (found == fleet.devices.end()) return json_error(404, "no such device");
  return part(*found->second);
}

struct Counts {
  std::uint64_t devices = 0, polled = 0, reachable = 0, up = 0, interfaces = 0;
  void add(const DeviceState& state) {
    ++devices;
    polled += state.polled ? 1 : 0;
    reachable += state.reachable ? 1 : 0;
    up += state.up ? 1 : 0;
    interfaces += state.interfaces ? state.interfaces->size() : 0;
  }
  [[nodiscard]] Json json() const {
    return {{"devices", devices},
            {"polled", polled},
            {"reachable", reachable},
            {"up", up},
            {"interfaces", interfaces}};
  }
};

Response status(const PageSources& from) {
  Counts total;
  std::map<std::string, Counts> by_inventory;
  for (const auto& [name, state] : from.fleet()->devices) {
    total.add(*state);
    if (state->device) by_inventory[state->device->inventory].add(*state);
  }
  Json out{{"version", from.version}, {"ready", true}};  // it listens only once it is ready
  out["total"] = total.json();
  out["inventories"] = Json::object();
  for (const auto& [name, counts] : by_inventory) out["inventories"][name] = counts.json();
  return json_response(200, out);
}

}  // namespace

void add_api(Routes& routes, const PageSources& from) {
  routes.add("GET", "/api/v1/status", [from](const Request&) { return status(from); });
  routes.add("GET", "/api/v1/devices",
             [from](const Request& request) { return devices(request, *from.fleet()); });
  routes.add("GET", "/api/v1/interfaces", [from](const Request& request) {
    return of_device(request, *from.fleet(), interfaces);
  });
  routes.add("GET", "/api/v1/explained", [from](const Request& request) {
    return of_device(request, *from.fleet(), explained);
  });
}

}  // namespace showd
