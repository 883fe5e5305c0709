#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "base/utf8.hpp"
#include "config/config.hpp"
#include "ctl/accept_keys.hpp"
#include "ctl/asker.hpp"
#include "ctl/commands.hpp"
#include "ctl/daemon_client.hpp"
#include "ctl/daemon_json.hpp"
#include "store/reader.hpp"
#include "store/store.hpp"

namespace showd {
namespace {

using Json = nlohmann::json;
using Names = std::vector<std::string>;

int list_keys(const Config& config, const Names& devices, const View& view) {
  StoreFilter filter;
  filter.devices = devices;
  const auto table = StoreReader(config.store.path).host_keys(filter);
  if (!table) throw std::runtime_error(table.error().message);
  print(std::cout, *table, view);
  return kAllWell;
}

class DaemonsKeys final : public KeyKeeper {
 public:
  explicit DaemonsKeys(DaemonClient& daemon) : daemon_(daemon) {
    const auto answer = daemon.get("/api/v1/hostkeys/refused");
    const Json all = Json::parse(answer.body, nullptr, false);
    if (!all.is_array()) return;
    for (const Json& one : all)
      refused_[text_in(one, "device")] = {text_in(one, "type"), text_in(one, "sha256")};
  }

  std::optional<HostKey> refused(const std::string& device) override {
    const auto found = refused_.find(device);
    return found == refused_.end() ? std::nullopt : std::optional(found->second);
  }

  std::string accept(const std::string& device, const HostKey& key) override {
    const Json body{{"device", device}, {"sha256", key.sha256}};
    const auto answer = daemon_.post("/api/v1/hostkeys/accept", body.dump());
    return answer.status == 200 ? "" : text_in(Json::parse(answer.body, nullptr, false), "error");
  }

 private:
  DaemonClient& daemon_;
  std::map<std::string, HostKey> refused_;
};

/// As strangers: a device whose key is not trusted gets no password, whatever its policy.
std::vector<DevicePtr> as_strangers(const std::vector<DevicePtr>& devices) {
  std::vector<DevicePtr> strangers;
  for (const DevicePtr& device : devices) {
    Device stranger = *device;
    stranger.hostkeys = HostKeyPolicy::strict;
    strangers.push_back(std::make_shared<const Device>(std::move(stranger)));
  }
  return strangers;
}

/// Without a daemon: meet the devices, and trust what they show now.
class OwnKeys final : public KeyKeeper {
 public:
  OwnKeys(Asker& asker, Store& store, const Names& devices) : asker_(asker), store_(store) {
    asker.ask(as_strangers(asker.select(devices)), {}, [](PollResult&&) {});
  }

  std::optional<HostKey> refused(const std::string& device) override {
    return asker_.host_keys().refused(device);
  }

  std::string accept(const std::string& device, const HostKey& key) override {
    const auto trusted = asker_.host_keys().accept(device, key.sha256);
    if (!trusted) return "it showed no such host key";
    store_.forget_host_keys(device);
    store_.accept_host_key(device, trusted->type, trusted->sha256);
    return "";
  }

 private:
  Asker& asker_;
  Store& store_;
};

/// True when the daemon did as told.
bool forget(DaemonClient& daemon, const std::string& device) {
  const auto answer = daemon.post("/api/v1/hostkeys/forget", Json{{"device", device}}.dump());
  if (answer.status == 200)
    fmt::print("{}: forgotten\n", device);
  else
    fmt::print(stderr, "{}: {}\n", device,
               printable(text_in(Json::parse(answer.body, nullptr, false), "error")));
  return answer.status == 200;
}

struct Request {
  std::string verb;
  Names devices;
  Names fingerprints;
  std::string command;  ///< "showctl hostkey accept", as the person would type it again
};

int tell_daemon(DaemonClient& daemon, const Request& request) {
  if (request.verb == "accept") {
    DaemonsKeys keys(daemon);
    return accept_keys(keys, request.devices, request.fingerprints, request.command);
  }
  bool all = true;
  for (const std::string& device : request.devices) all = forget(daemon, device) && all;
  return all ? kAllWell : kSomeFailed;
}

int act_ourselves(const CommandLine& line, const Request& request) {
  Asker asker(load_config(line.config));
  Store store(asker.config().store.path);
  int status = kAllWell;
  if (request.verb == "accept") {
    OwnKeys keys(asker, store, request.devices);
    status = accept_keys(keys, request.devices, request.fingerprints, request.command);
  } else {
    for (const std::string& device : request.devices) {
      store.forget_host_keys(device);
      fmt::print("{}: forgotten\n", device);
    }
  }
  if (const auto fault = store.commit()) throw std::runtime_error(fault->message);
  return status;
}

bool is_fingerprint(const std::string& word) { return word.starts_with("SHA256:"); }

Request read_request(const CommandLine& line) {
  Request request;
  if (!line.words.empty()) request.verb = line.words.front();
  constexpr std::array<std::string_view, 3> kVerbs = {"list", "accept", "forget"};
  if (std::find(kVerbs.begin(), kVerbs.end(), request.verb) == kVerbs.end())
    refuse_word("hostkey", request.verb, kVerbs);
  for (auto word = line.words.begin() + 1; word != line.words.end(); ++word)
    (is_fingerprint(*word) ? request.fingerprints : request.devices).push_back(*word);
  if (request.devices.empty() && request.verb != "list")
    throw UsageError("hostkey " + request.verb + ": name the devices");
  if (!request.fingerprints.empty() && request.verb != "accept")
    throw UsageError("hostkey " + request.verb + ": takes no fingerprint");
  const bool usual = line.config == default_config_file();
  request.command = usual ? "showctl hostkey accept"
                          : fmt::format("showctl --config {} hostkey accept", line.config.string());
  return request;
}

}  // namespace

int hostkey_command(const CommandLine& line) {
  Request request = read_request(line);
  const auto config = load_config(line.config, Secrets::skip);
  request.devices = DeviceNames(config).of(request.devices);
  if (request.verb == "list") return list_keys(*config, request.devices, view_of(line));
  DaemonClient daemon(config->http.control);
  return daemon.running() ? tell_daemon(daemon, request) : act_ourselves(line, request);
}

}  // namespace showd
