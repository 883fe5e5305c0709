// Typed interface state of many outputs at once, as JSON lines: what a plugin directory makes of a
// corpus of real device output.
//
//   interfaces_batch PLUGIN_DIRECTORY MANIFEST
//
// The manifest has a case a line:
//   {"id": ..., "platform": "cisco_ios", "command": "show interfaces", "file": "output.txt"}
// On stdout, one line a case; the second without a plugin for that platform and command:
//   {"id": ..., "interfaces": [...]}
//   {"id": ..., "unsupported": true}
//   {"id": ..., "error": "why"}
// What is not stated is left out of an interface.
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "base/utf8.hpp"
#include "platform/known_commands.hpp"
#include "platform/platform.hpp"
#include "plugins/interface_json.hpp"

namespace {

using nlohmann::json;

bool understands(const showd::PlatformRegistry& registry, const std::string& platform,
                 const std::string& command) {
  for (const showd::PluginInfo& plugin : registry.plugins()) {
    if (plugin.name != platform) continue;
    showd::KnownCommands known;
    for (const auto* list : {&plugin.commands, &plugin.more_commands})
      for (const std::string& one : *list) known.add(one);
    return known.find(command).has_value();
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
    list.push_back(showd::interface_json(interface));
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
