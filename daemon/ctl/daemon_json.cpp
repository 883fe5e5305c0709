#include "ctl/daemon_json.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace showd {

const std::string& body_of(const DaemonClient::Answer& answer) {
  if (answer.status / 100 == 2) return answer.body;
  throw std::runtime_error(fmt::format("showd answered {}: {}", answer.status, answer.body));
}

nlohmann::json json_in(const DaemonClient::Answer& answer) {
  auto body = nlohmann::json::parse(body_of(answer), nullptr, false);
  if (body.is_discarded()) throw std::runtime_error("showd answered with what is no JSON");
  return body;
}

std::string text_in(const nlohmann::json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace showd
