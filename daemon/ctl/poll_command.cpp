#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "ctl/asker.hpp"
#include "ctl/commands.hpp"
#include "ctl/daemon_client.hpp"
#include "ctl/daemon_json.hpp"
#include "ctl/interface_listing.hpp"
#include "ctl/natural_order.hpp"
#include "ctl/progress.hpp"
#include "http/interface_json.hpp"

namespace showd {
namespace {

using Json = nlohmann::json;

std::string failure(const std::string& device, std::string_view code, std::string_view stage,
                    std::string_view message) {
  return fmt::format("{}: {} ({}): {}", device, code, stage, message);
}

/// What a poll of many devices brought, whoever polled.
struct Brought {
  Listing interfaces = interface_listing();
  std::vector<std::string> failures;  ///< a line for each device that failed
};

/// The tables, then what failed, then the elapsed time.
int report(Brought brought, std::size_t devices, const View& view, Monotonic began) {
  sort_by_interface(brought.interfaces);
  print(std::cout, brought.interfaces, view);
  std::cout << std::flush;
  const std::size_t failed = brought.failures.size();
  for (const std::string& line : brought.failures) tell(line);
  tell(summary(devices, failed, began));
  return failed == 0 ? kAllWell : kSomeFailed;
}

/// What the parsers could not read, for --verbose.
void tell_unread(Progress& progress, const PollResult& result) {
  for (const Coverage& output : result.coverage)
    for (const Coverage::Note& note : output.notes)
      progress.line(
          unread_line(result.device->name, output.command, note.line, note.why, note.text));
}

/// Without a daemon: log in, ask; nothing is stored.
Brought brought_by_us(Asker& asker, const std::vector<DevicePtr>& devices, bool verbose) {
  Brought brought;
  Progress progress(devices.size());
  asker.ask(devices, {}, [&](PollResult&& result) {
    const std::string& name = result.device->name;
    if (result.error)
      brought.failures.push_back(failure(name, to_string(result.error->code),
                                         to_string(result.error->stage), result.error->message));
    if (verbose) tell_unread(progress, result);
    progress.done(result.ok());
    add_rows(brought.interfaces, name, result.interfaces);
  });
  return brought;
}

int poll_ourselves(Asker& asker, const std::vector<DevicePtr>& devices, const CommandLine& line) {
  const Monotonic began = system_clock().now();
  Brought brought = brought_by_us(asker, devices, line.verbose);
  for (const std::string& told : asker.keep_new_keys()) tell(told);
  return report(std::move(brought), devices.size(), view_of(line, kInterfaceColumns), began);
}

/// The daemon's state of each device, once it was polled at or after `since`.
std::map<std::string, Json> wait_for_polls(DaemonClient& daemon,
                                           const std::vector<DevicePtr>& devices,
                                           std::int64_t since, Progress& progress) {
  std::map<std::string, Json> done;
  std::chrono::milliseconds longest{0};
  for (const DevicePtr& device : devices) longest = std::max(longest, device->deadline);
  const auto give_up = std::chrono::steady_clock::now() + 2 * longest;
  while (done.size() < devices.size() && std::chrono::steady_clock::now() < give_up) {
    const Json all = json_in(daemon.get("/api/v1/devices"));
    std::map<std::string, Json> now;
    for (const Json& state : all) now[text_in(state, "name")] = state;
    for (const DevicePtr& device : devices) {
      const auto state = now.find(device->name);
      if (state == now.end() || done.contains(device->name)) continue;
      if (state->second.value("last_poll_ts", std::int64_t{0}) < since) continue;
      progress.done(state->second.value("up", false));
      done.emplace(device->name, state->second);
    }
    // The daemon has no call that waits; a look each 50 ms is cheap and bounded.
    if (done.size() < devices.size()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return done;
}

void tell_unread(Progress& progress, DaemonClient& daemon, const std::string& device) {
  const Json notes =
      json_in(daemon.get("/api/v1/explained?device=" + DaemonClient::escaped(device)));
  for (const Json& note : notes)
    progress.line(unread_line(device, text_in(note, "command"), note.value("line", std::int64_t{0}),
                              text_in(note, "why"), text_in(note, "text")));
}

std::string failure_of(const Json& state, const std::string& device) {
  return failure(device, text_in(state, "result"), text_in(state, "stage"),
                 text_in(state, "error"));
}

Brought brought_by_daemon(DaemonClient& daemon, const std::vector<DevicePtr>& devices,
                          bool verbose) {
  Json names = Json::array();
  for (const DevicePtr& device : devices) names.push_back(device->name);
  const Json asked = json_in(daemon.post("/api/v1/poll", Json{{"devices", names}}.dump()));
  Brought brought;
  Progress progress(devices.size());
  const auto states =
      wait_for_polls(daemon, devices, asked.value("requested_at_ts", std::int64_t{0}), progress);
  for (const DevicePtr& device : devices) {
    const std::string& name = device->name;
    const auto state = states.find(name);
    if (state == states.end()) {
      brought.failures.push_back(name + ": no poll came to its end in time");
      continue;
    }
    if (!state->second.value("up", false))
      brought.failures.push_back(failure_of(state->second, name));
    if (verbose) tell_unread(progress, daemon, name);
    const auto ports = daemon.get("/api/v1/interfaces?device=" + DaemonClient::escaped(name));
    add_rows(brought.interfaces, name, interfaces_from_json(body_of(ports)));
  }
  return brought;
}

int poll_by_daemon(DaemonClient& daemon, const std::vector<DevicePtr>& devices,
                   const CommandLine& line) {
  const Monotonic began = system_clock().now();
  return report(brought_by_daemon(daemon, devices, line.verbose), devices.size(),
                view_of(line, kInterfaceColumns), began);
}

}  // namespace

int poll_command(const CommandLine& line) {
  const Selection selection = selection_of(line);
  if (selection.hosts.empty()) {
    const auto config = load_config(line.config, Secrets::skip);
    DaemonClient daemon(config->http.control);
    if (daemon.running()) return poll_by_daemon(daemon, Chooser(config).select(line.words), line);
  }
  Asker asker(config_for(selection, line, Secrets::read));
  return poll_ourselves(asker, asker.select(selection, line), line);
}

}  // namespace showd
