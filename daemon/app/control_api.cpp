#include "app/control_api.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/clock.hpp"
#include "http/json_response.hpp"

namespace showd {
namespace {

using Json = nlohmann::json;

Response bad_request(std::string_view expected) {
  return json_response(400, Json{{"error", expected}});
}

Response unknown_devices(const std::vector<std::string>& names) {
  return json_response(404, Json{{"error", "not in any inventory"}, {"devices", names}});
}

std::optional<std::string> text_of(const Request& request, const char* key) {
  const Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object() || !body.contains(key) || !body[key].is_string()) return std::nullopt;
  return body[key].get<std::string>();
}

Json json_of(const std::string& device, const HostKey& key) {
  return {{"device", device}, {"type", key.type}, {"sha256", key.sha256}};
}

Response poll_now(const ControlActions& actions, const Request& request) {
  const Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object() || !body.contains("devices") || !body["devices"].is_array())
    return bad_request("a body such as {\"devices\": [\"r1\"]}");
  const auto fleet = actions.fleet();
  std::vector<std::string> names;
  std::vector<std::string> unknown;
  for (const Json& name : body["devices"]) {
    if (!name.is_string()) return bad_request("device names as strings");
    auto text = name.get<std::string>();
    (fleet->devices.contains(text) ? names : unknown).push_back(std::move(text));
  }
  if (!unknown.empty()) return unknown_devices(unknown);
  const std::size_t count = names.size();
  const UtcMillis now = system_clock().utc();
  actions.poll_now(std::move(names));
  return json_response(
      202, Json{{"requested_at", utc_text(now)}, {"requested_at_ts", now}, {"devices", count}});
}

Response refused(const ControlActions& actions) {
  Json keys = Json::array();
  for (const auto& [device, key] : actions.refused_host_keys())
    keys.push_back(json_of(device, key));
  return json_response(200, keys);
}

Response not_that_key(const ControlActions& actions, const std::string& device) {
  const auto refused = actions.refused_host_keys();
  const auto last = refused.find(device);
  if (last == refused.end())
    return json_response(
        409, Json{{"error", "no refused key is known; poll the device first"}, {"device", device}});
  Json body = json_of(device, last->second);
  body["error"] = "the key that was refused last is another one: " + last->second.sha256;
  return json_response(409, body);
}

Response accept(const ControlActions& actions, const Request& request) {
  const auto device = text_of(request, "device");
  const auto sha256 = text_of(request, "sha256");
  if (!device || !sha256)
    return bad_request("a body such as {\"device\": \"r1\", \"sha256\": \"SHA256:...\"}");
  if (!actions.fleet()->devices.contains(*device)) return unknown_devices({*device});
  const auto key = actions.accept_host_key(*device, *sha256);
  if (!key) return not_that_key(actions, *device);
  actions.poll_now({*device});  // else it would wait for the end of its back-off
  return json_response(200, json_of(*device, *key));
}

Response forget(const ControlActions& actions, const Request& request) {
  const auto device = text_of(request, "device");
  if (!device) return bad_request("a body such as {\"device\": \"r1\"}");
  if (!actions.fleet()->devices.contains(*device)) return unknown_devices({*device});
  actions.forget_host_key(*device);
  return json_response(200, Json{{"device", *device}});
}

}  // namespace

void add_control_api(Routes& routes, ControlActions actions) {
  const auto shared = std::make_shared<const ControlActions>(std::move(actions));
  routes.add("POST", "/api/v1/poll",
             [shared](const Request& request) { return poll_now(*shared, request); });
  routes.add("GET", "/api/v1/hostkeys/refused",
             [shared](const Request&) { return refused(*shared); });
  routes.add("POST", "/api/v1/hostkeys/accept",
             [shared](const Request& request) { return accept(*shared, request); });
  routes.add("POST", "/api/v1/hostkeys/forget",
             [shared](const Request& request) { return forget(*shared, request); });
}

}  // namespace showd
