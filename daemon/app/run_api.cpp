#include "app/run_api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "http/json_response.hpp"

namespace showd {
namespace {

using Json = nlohmann::json;
using Names = std::vector<std::string>;

constexpr std::size_t kMostCommands = 32;
constexpr std::size_t kLongestCommand = 1024;  // bytes
constexpr std::size_t kAnswerBytes = 8 << 20;

Response bad_request(std::string_view expected) {
  return json_response(400, Json{{"error", expected}});
}

/// Nothing: not a list of texts, or an empty one.
std::optional<Names> names_in(const Json& body, const char* key) {
  if (!body.is_object() || !body.contains(key) || !body[key].is_array() || body[key].empty())
    return std::nullopt;
  Names names;
  for (const Json& name : body[key]) {
    if (!name.is_string()) return std::nullopt;
    names.push_back(name.get<std::string>());
  }
  return names;
}

bool are_short(const Names& commands) {
  return commands.size() <= kMostCommands &&
         std::all_of(commands.begin(), commands.end(),
                     [](const std::string& command) { return command.size() <= kLongestCommand; });
}

/// Takes those that the fleet does not know out of `names`.
Names take_unknown(Names& names, const FleetSnapshot& fleet) {
  const auto unknown =
      std::stable_partition(names.begin(), names.end(),
                            [&](const std::string& name) { return fleet.devices.contains(name); });
  Names taken(std::make_move_iterator(unknown), std::make_move_iterator(names.end()));
  names.erase(unknown, names.end());
  return taken;
}

/// The audit lines, one for each command, so that none is cut off behind the others: who had what
/// typed on which devices.
void note(const Request& request, const Names& devices, const Names& commands) {
  const std::string who =
      request.uid ? fmt::format("user {}", *request.uid) : std::string("somebody");
  for (const std::string& command : commands)
    log::info({.event = log::Event::commands_asked, .devices = devices},
              "{} has {} typed on {}: {}", who, in_quotes(printable(command, kLongestCommand)),
              counted(devices.size(), "device"), fmt::join(devices, ", "));
}

Response ask(const RunActions& actions, const Request& request) {
  const Json body = Json::parse(request.body, nullptr, false);
  auto names = names_in(body, "devices");
  auto commands = names_in(body, "commands");
  if (!names || !commands || !are_short(*commands))
    return bad_request(R"(a body such as {"devices": ["r1"], "commands": ["show clock"]})");
  const auto fleet = actions.fleet();
  const Names unknown = take_unknown(*names, *fleet);
  if (!unknown.empty())
    return json_response(404, Json{{"error", "not in any inventory"}, {"devices", unknown}});
  std::sort(names->begin(), names->end());
  names->erase(std::unique(names->begin(), names->end()), names->end());
  const auto number = actions.answers->open(names->size());
  if (!number) return json_response(429, Json{{"error", "too many wait already; try again"}});
  note(request, *names, *commands);
  Question question{*number, {}, *std::move(commands)};
  for (const std::string& name : *names)
    question.devices.push_back(fleet->devices.at(name)->device);
  const std::size_t count = names->size();
  actions.ask(std::move(question));
  return json_response(202, Json{{"run", *number}, {"devices", count}});
}

Json json_of(const PollResult& result) {
  const auto duration = std::chrono::duration_cast<std::chrono::milliseconds>(result.duration);
  Json outputs = Json::array();
  for (const Transcript& shown : result.transcripts)
    outputs.push_back({{"command", shown.command}, {"output", shown.output}});
  Json answer{{"device", result.device->name},
              {"result", result.result()},
              {"duration_ms", duration.count()},
              {"outputs", std::move(outputs)}};
  if (!result.error) return answer;
  answer["stage"] = to_string(result.error->stage);
  answer["error"] = result.error->message;
  return answer;
}

Response fetch(const RunActions& actions, const Request& request) {
  const Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object() || !body.contains("run") || !body["run"].is_number_unsigned())
    return bad_request(R"(a body such as {"run": 7})");
  const auto fetched = actions.answers->fetch(body["run"].get<std::uint64_t>(), kAnswerBytes);
  if (!fetched) return json_response(404, Json{{"error", "no such run, or it was forgotten"}});
  Json answers = Json::array();
  for (const PollResult& result : fetched->results) answers.push_back(json_of(result));
  return json_response(200, Json{{"last", fetched->last}, {"answers", std::move(answers)}});
}

}  // namespace

void add_run_api(Routes& routes, RunActions actions) {
  const auto shared = std::make_shared<const RunActions>(std::move(actions));
  routes.add("POST", "/api/v1/run",
             [shared](const Request& request) { return ask(*shared, request); });
  routes.add("POST", "/api/v1/run/answers",
             [shared](const Request& request) { return fetch(*shared, request); });
}

}  // namespace showd
