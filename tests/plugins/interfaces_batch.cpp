// Typed interface state of many outputs at once, as JSON lines: what a plugin directory makes of a
// corpus of real device output.
//
//   interfaces_batch PLUGIN_DIRECTORY MANIFEST
//
// The manifest has a case a line: {"id": ..., "platform": "cisco_ios", "command": "show
// interfaces", "file": "output.txt"}. On stdout, one line a case: {"id": ..., "interfaces": [...]},
// or
// {"id": ..., "unsupported": true} without a plugin for that platform and command, or {"id": ...,
// "error": "why"}. What is not stated is left out of an interface.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/utf8.hpp"
#include "platform/platform.hpp"

namespace {

using nlohmann::json;

template <class T>
void put(json& into, const char* name, const std::optional<T>& value) {
  if (value) into[name] = *value;
}

void put(json& into, const char* name,
         const std::optional<std::vector<showd::InterfaceAddress>>& addresses) {
  if (!addresses) return;
  json& list = into[name] = json::array();
  for (const showd::InterfaceAddress& one : *addresses) {
    json& item = list.emplace_back(json{{"address", one.address}, {"prefix_length", nullptr}});
    put(item, "prefix_length", one.prefix_length);
  }
}

json counters_json(const showd::Counters& counters) {
  json object = json::object();
  put(object, "in_octets", counters.in_octets);
  put(object, "out_octets", counters.out_octets);
  put(object, "in_packets", counters.in_packets);
  put(object, "out_packets", counters.out_packets);
  put(object, "in_unicast_packets", counters.in_unicast_packets);
  put(object, "out_unicast_packets", counters.out_unicast_packets);
  put(object, "in_multicast_packets", counters.in_multicast_packets);
  put(object, "out_multicast_packets", counters.out_multicast_packets);
  put(object, "in_broadcast_packets", counters.in_broadcast_packets);
  put(object, "out_broadcast_packets", counters.out_broadcast_packets);
  put(object, "in_errors", counters.in_errors);
  put(object, "out_errors", counters.out_errors);
  put(object, "in_discards", counters.in_discards);
  put(object, "out_discards", counters.out_discards);
  put(object, "in_crc_errors", counters.in_crc_errors);
  return object;
}

json interface_json(const showd::Interface& interface) {
  json object{{"name", interface.if_name}};
  put(object, "description", interface.if_alias);
  if (interface.admin_status)
    object["admin_up"] = *interface.admin_status == showd::AdminStatus::up;
  // "unknown" and "testing" are no word on whether it is usable.
  if (interface.oper_status && *interface.oper_status != showd::OperStatus::unknown &&
      *interface.oper_status != showd::OperStatus::testing)
    object["oper_up"] = *interface.oper_status == showd::OperStatus::up;
  put(object, "mac", interface.phys_address);
  put(object, "mtu", interface.mtu);
  put(object, "speed_bps", interface.speed_bps);
  put(object, "bandwidth_bps", interface.bandwidth_bps);
  if (interface.duplex) object["duplex"] = to_string(*interface.duplex);
  put(object, "last_flap_seconds", interface.last_change_seconds);
  put(object, "ipv4", interface.ipv4);
  put(object, "ipv6", interface.ipv6);
  object["counters"] = counters_json(interface.counters);
  put(object, "reason", interface.reason);
  put(object, "type", interface.type);
  put(object, "if_index", interface.if_index);
  return object;
}

/// Blanks and case do not matter in a command.
bool same_command(std::string a, std::string b) {
  for (std::string* text : {&a, &b}) {
    std::erase(*text, ' ');
    std::transform(text->begin(), text->end(), text->begin(),
                   [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  }
  return a == b;
}

bool understands(const showd::PlatformRegistry& registry, const std::string& platform,
                 const std::string& command) {
  for (const showd::PluginInfo& plugin : registry.plugins()) {
    if (plugin.name != platform) continue;
    for (const auto* list : {&plugin.commands, &plugin.more_commands})
      for (const std::string& known : *list)
        if (same_command(known, command)) return true;
  }
  return false;
}

json answer(const showd::PlatformRegistry& registry, const json& one) {
  json reply{{"id", one.at("id")}};
  const auto command = one.at("command").get<std::string>();
  const showd::Platform* platform = registry.find(one.at("platform").get<std::string>());
  if (!platform || !understands(registry, platform->name(), command)) {
    reply["unsupported"] = true;
    return reply;
  }
  std::ifstream file(one.at("file").get<std::string>(), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const showd::Parsed parsed = platform->parse(command, showd::to_valid_utf8(bytes));
  if (parsed.error && parsed.interfaces.empty()) {
    reply["error"] = parsed.error->message;
    return reply;
  }
  json& list = reply["interfaces"] = json::array();
  for (const showd::Interface& interface : parsed.interfaces)
    list.push_back(interface_json(interface));
  return reply;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: interfaces_batch PLUGIN_DIRECTORY MANIFEST\n";
    return 2;
  }
  try {
    const showd::PlatformRegistry registry(argv[1]);
    for (const showd::PluginRefusal& refusal : registry.refused())
      std::cerr << refusal.file << ": " << refusal.why << '\n';
    std::ifstream manifest(argv[2]);
    for (std::string line; std::getline(manifest, line);)
      if (!line.empty()) std::cout << answer(registry, json::parse(line)).dump() << '\n';
    return manifest.bad() || !registry.refused().empty() ? 1 : 0;
  } catch (const std::exception& fault) {
    std::cerr << "interfaces_batch: " << fault.what() << '\n';
    return 1;
  }
}
