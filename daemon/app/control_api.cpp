#include "app/control_api.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/clock.hpp"

namespace showd {
namespace {

using Json = nlohmann::json;

Response json_response(unsigned status, const Json& body) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = body.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  return response;
}

Response bad_request(std::string_view expected) {
  return json_response(400, {{"error", expected}});
}

Response unknown_devices(const std::vector<std::string>& names) {
  return json_response(404, {{"error", "not in any inventory"}, {"devices", names}});
}

std::optional<std::string> device_of(const Request& request) {
  const Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object() || !body.contains("device") || !body["device"].is_string())
    return std::nullopt;
  return body["device"].get<std::string>();
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
  return json_response(202, {{"requested_at", now}, {"devices", count}});
}

Response accept(const ControlActions& actions, const Request& request) {
  const auto device = device_of(request);
  if (!device) return bad_request("a body such as {\"device\": \"r1\"}");
  if (!actions.fleet()->devices.contains(*device)) return unknown_devices({*device});
  const auto key = actions.accept_host_key(*device);
  if (!key)
    return json_response(
        409, {{"error", "no refused key is known; poll the device first"}, {"device", *device}});
  return json_response(200, {{"device", *device}, {"type", key->type}, {"sha256", key->sha256}});
}

Response forget(const ControlActions& actions, const Request& request) {
  const auto device = device_of(request);
  if (!device) return bad_request("a body such as {\"device\": \"r1\"}");
  if (!actions.fleet()->devices.contains(*device)) return unknown_devices({*device});
  actions.forget_host_key(*device);
  return json_response(200, {{"device", *device}});
}

}  // namespace

void add_control_api(Routes& routes, ControlActions actions) {
  const auto shared = std::make_shared<const ControlActions>(std::move(actions));
  routes.add("POST", "/api/v1/poll",
             [shared](const Request& request) { return poll_now(*shared, request); });
  routes.add("POST", "/api/v1/hostkeys/accept",
             [shared](const Request& request) { return accept(*shared, request); });
  routes.add("POST", "/api/v1/hostkeys/forget",
             [shared](const Request& request) { return forget(*shared, request); });
}

}  // namespace showd
