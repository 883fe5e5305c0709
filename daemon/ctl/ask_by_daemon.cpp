#include "ctl/ask_by_daemon.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "ctl/daemon_json.hpp"

namespace showd {
namespace {

using Json = nlohmann::json;
using Waiting = std::map<std::string, DevicePtr>;

Waiting by_name(const std::vector<DevicePtr>& devices) {
  Waiting waiting;
  for (const DevicePtr& device : devices) waiting.emplace(device->name, device);
  return waiting;
}

Json names_of(const Waiting& waiting) {
  Json names = Json::array();
  for (const auto& [name, device] : waiting) names.push_back(name);
  return names;
}

std::chrono::milliseconds longest_deadline(const Waiting& waiting) {
  std::chrono::milliseconds longest{0};
  for (const auto& [name, device] : waiting) longest = std::max(longest, device->deadline);
  return longest;
}

std::optional<Error> error_in(const Json& answer) {
  const std::string result = text_in(answer, "result");
  if (result == "ok") return std::nullopt;
  // A newer showd may know failures and stages that we do not.
  return Error{errc_from_string(result).value_or(Errc::protocol_error),
               stage_from_string(text_in(answer, "stage")).value_or(Stage::limit),
               text_in(answer, "error")};
}

PollResult result_in(const Json& answer, DevicePtr device) {
  PollResult result;
  result.device = std::move(device);
  result.duration = std::chrono::milliseconds(answer.value("duration_ms", std::int64_t{0}));
  result.error = error_in(answer);
  for (const Json& shown : answer.value("outputs", Json::array()))
    result.transcripts.push_back({text_in(shown, "command"), text_in(shown, "output")});
  return result;
}

PollResult unheard_of(DevicePtr device) {
  PollResult result;
  result.device = std::move(device);
  result.error = Error{Errc::timeout, Stage::deadline, "showd has not answered for it in time"};
  return result;
}

}  // namespace

void ask_by_daemon(DaemonClient& daemon, const std::vector<DevicePtr>& devices,
                   const std::vector<std::string>& commands,
                   const std::function<void(PollResult&&)>& each) {
  Waiting waiting = by_name(devices);
  const Json asked = json_in(daemon.post(
      "/api/v1/run", Json{{"devices", names_of(waiting)}, {"commands", commands}}.dump()));
  const std::string number = Json{{"run", asked.value("run", std::uint64_t{0})}}.dump();
  const auto patience = 2 * longest_deadline(waiting);  // since the last that was heard
  auto give_up = std::chrono::steady_clock::now() + patience;
  for (bool last = false; !last && std::chrono::steady_clock::now() < give_up;) {
    const Json fetched = json_in(daemon.post("/api/v1/run/answers", number));
    const Json answers = fetched.value("answers", Json::array());
    for (const Json& answer : answers) {
      auto device = waiting.extract(text_in(answer, "device"));
      if (device) each(result_in(answer, std::move(device.mapped())));
    }
    last = fetched.value("last", true);
    if (!answers.empty()) give_up = std::chrono::steady_clock::now() + patience;
    // The daemon has no call that waits; a look each 20 ms is cheap and bounded.
    if (!last && answers.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  for (auto& [name, device] : waiting) each(unheard_of(std::move(device)));
}

}  // namespace showd
