#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "config/config.hpp"
#include "ctl/asker.hpp"
#include "ctl/commands.hpp"
#include "ctl/daemon_client.hpp"
#include "store/store.hpp"

namespace showd {
namespace {

using Json = nlohmann::json;

int list_keys(const Config& config, const std::vector<std::string>& devices, Format format) {
  StoreFilter filter;
  filter.devices = devices;
  const auto table = StoreReader(config.store.path).host_keys(filter);
  if (!table) throw std::runtime_error(table.error().message);
  print(std::cout, *table, format);
  return kAllWell;
}

/// Asks the daemon; true when it did as told.
bool tell_daemon(DaemonClient& daemon, const std::string& verb, const std::string& device) {
  const auto answer = daemon.post("/api/v1/hostkeys/" + verb, Json{{"device", device}}.dump());
  const Json body = Json::parse(answer.body, nullptr, false);
  const auto text = [&](const char* key) {
    return body.is_object() && body.contains(key) && body[key].is_string()
               ? body[key].get<std::string>()
               : std::string();
  };
  if (answer.status != 200) {
    fmt::print(stderr, "{}: {}\n", device, text("error"));
    return false;
  }
  fmt::print(
      "{}: {}\n", device,
      verb == "accept" ? fmt::format("{} {} accepted", text("type"), text("sha256")) : "forgotten");
  return true;
}

/// Without a daemon: meet the device, and trust exactly the key that it shows now.
bool accept_ourselves(Asker& asker, Store& store, const std::string& device) {
  bool shown = false;
  asker.ask(asker.select({device}), {}, [&shown](PollResult&& result) {
    shown = result.ok() || result.error->stage > Stage::hostkey;  // and it was the pinned one
  });
  auto key = asker.host_keys().accept(device);
  if (!key && shown) key = asker.host_keys().find(device);
  if (!key) {
    fmt::print(stderr, "{}: showed no host key\n", device);
    return false;
  }
  store.forget_host_keys(device);
  store.accept_host_key(device, key->type, key->sha256);
  fmt::print("{}: {} {} accepted\n", device, key->type, key->sha256);
  return true;
}

bool act_ourselves(const CommandLine& line, const std::string& verb,
                   const std::vector<std::string>& devices) {
  Asker asker(line.config);
  Store store(asker.config().store.path);
  bool all = true;
  for (const std::string& device : devices) {
    if (verb == "accept") {
      all = accept_ourselves(asker, store, device) && all;
    } else {
      store.forget_host_keys(device);
      fmt::print("{}: forgotten\n", device);
    }
  }
  if (const auto fault = store.commit()) throw std::runtime_error(fault->message);
  return all;
}

}  // namespace

int hostkey_command(const CommandLine& line) {
  const std::string verb = line.words.empty() ? "" : line.words.front();
  const std::vector<std::string> devices(line.words.begin() + (line.words.empty() ? 0 : 1),
                                         line.words.end());
  if (verb != "list" && verb != "accept" && verb != "forget")
    throw UsageError("hostkey: expected list, accept or forget");
  if (devices.empty() && verb != "list") throw UsageError("hostkey " + verb + ": name the devices");
  const auto config = load_config(line.config, Secrets::skip);
  if (verb == "list") return list_keys(*config, devices, line.format);
  DaemonClient daemon(config->http.control);
  if (!daemon.running()) return act_ourselves(line, verb, devices) ? kAllWell : kSomeFailed;
  bool all = true;
  for (const std::string& device : devices) all = tell_daemon(daemon, verb, device) && all;
  return all ? kAllWell : kSomeFailed;
}

}  // namespace showd
