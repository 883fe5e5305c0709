#include <fmt/format.h>

#include <array>
#include <iostream>
#include <string_view>

#include "config/config.hpp"
#include "ctl/commands.hpp"
#include "platform/platform.hpp"

namespace showd {
namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

Listing listing_of(const PlatformRegistry& platforms) {
  Listing listing;
  listing.columns = {"platform", "version", "abi", "aliases", "commands", "file", "refused"};
  for (const PluginInfo& plugin : platforms.plugins())
    listing.rows.push_back(
        {plugin.name, plugin.version, fmt::format("{}.{}", plugin.abi_major, plugin.abi_minor),
         joined(plugin.aliases), joined(plugin.commands), plugin.file.string(), std::monostate{}});
  for (const PluginRefusal& refusal : platforms.refused()) {
    const Cell none;
    listing.rows.push_back({none, none, none, none, none, refusal.file.string(), refusal.why});
  }
  return listing;
}

}  // namespace

int plugin_command(const CommandLine& line) {
  constexpr std::array<std::string_view, 1> kVerbs = {"list"};
  if (line.words.empty() || line.words.front() != kVerbs.front())
    refuse_word("plugin", line.words.empty() ? "" : line.words.front(), kVerbs);
  if (line.words.size() > 1) throw UsageError("plugin list: takes no further words");
  const auto config = load_config(line.config, Secrets::skip);
  const PlatformRegistry platforms(config->plugins);
  print(std::cout, listing_of(platforms), view_of(line));
  return platforms.refused().empty() ? kAllWell : kSomeFailed;
}

}  // namespace showd
