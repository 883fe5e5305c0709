#include <fmt/format.h>

#include "base/units.hpp"
#include "config/config.hpp"
#include "ctl/commands.hpp"
#include "inventory/inventory.hpp"
#include "platform/platform.hpp"
#include "poll/command_check.hpp"

namespace showd {

int check_command(const CommandLine& line) {
  if (line.words.size() > 1) throw UsageError("check: one config file at most");
  const std::filesystem::path file =
      line.words.empty() ? line.config : std::filesystem::path(line.words.front());
  const auto config = load_config(file, Secrets::check);
  const PlatformRegistry platforms(config->plugins);
  const auto inventories = load_inventories({*config, platforms.names(), command_check(platforms)});
  std::size_t devices = 0;
  for (const InventoryPtr& inventory : inventories) {
    const std::size_t count = inventory->devices.size();
    devices += count;
    fmt::print("inventory {}: {} devices every {}\n", inventory->source.name, count,
               format_duration(inventory->source.every));
  }
  fmt::print("credentials: {}\n", config->credentials.size());
  for (const std::string& secret : config->out_of_reach)
    fmt::print("{}: readable by the unit only, not checked\n", secret);
  fmt::print("platforms: {} loaded from {}\n", platforms.plugins().size(),
             config->plugins.string());
  for (const PluginRefusal& refusal : platforms.refused())
    fmt::print("plugin {} would not be used: {}\n", refusal.file.string(), refusal.why);
  fmt::print("{}: sound, {} devices\n", config->file.string(), devices);
  return kAllWell;
}

}  // namespace showd
