#include "ctl/check_all.hpp"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <system_error>

#include "platform/platform.hpp"
#include "poll/command_check.hpp"

namespace showd {
namespace {

void warn(Fault fault, Faults& faults) {
  fault.severity = Fault::Severity::warning;
  faults.add(std::move(fault));
}

/// Nothing: the folder cannot be used, which is a fault of the config.
std::optional<PlatformRegistry> load_platforms(const Config& config, Faults& faults) {
  try {
    return std::optional<PlatformRegistry>(std::in_place, config.plugins);
  } catch (const std::runtime_error& error) {
    faults.add(config.fault_at("plugins.directory", error.what(),
                               "name the folder of showd's plugins, writable by root alone"));
    return std::nullopt;
  }
}

void warn_of_refused(const PlatformRegistry& platforms, const Config& config, Faults& faults) {
  for (const PluginRefusal& refusal : platforms.refused())
    warn(config.fault_at(
             "plugins.directory",
             fmt::format("plugin {} would not be used: {}", refusal.file.string(), refusal.why),
             "mend it, or remove it"),
         faults);
}

/// Of a path that the config names; the unit makes the folder of the usual one.
void check_store_folder(const Config& config, Faults& faults) {
  std::error_code error;
  const std::filesystem::path folder = config.store.path.parent_path();
  const auto status = std::filesystem::status(folder, error);
  if (!config.lines.contains("store.path") || status.type() == std::filesystem::file_type::none ||
      is_directory(status))
    return;
  faults.add(config.fault_at("store.path",
                             fmt::format("the folder {} is not there", folder.string()),
                             "make it, writable for the user that showd runs as"));
}

void warn_of_empty(const std::vector<InventoryPtr>& inventories, const Config& config,
                   Faults& faults) {
  for (const InventoryPtr& inventory : inventories)
    if (inventory->devices.empty())
      warn(config.fault_at("inventories." + inventory->source.name,
                           fmt::format("{} has no devices", inventory->source.path.string()),
                           "add some under devices:, in a *.yaml file"),
           faults);
}

}  // namespace

Checked check_all(const std::filesystem::path& file, Faults& faults) {
  Checked checked;
  checked.config = load_config(file, Secrets::check, faults);
  if (!checked.config) return checked;
  const Config& config = *checked.config;
  check_store_folder(config, faults);
  const auto platforms = load_platforms(config, faults);
  if (platforms) {
    warn_of_refused(*platforms, config, faults);
    checked.platforms = platforms->plugins().size();
    checked.inventories =
        load_inventories({config, platforms->names(), command_check(*platforms)}, faults);
  } else {
    const std::map<std::string, std::string, std::less<>> none;
    checked.inventories = load_inventories({config, none, {}, false}, faults);
  }
  if (faults.errors() == 0) warn_of_empty(checked.inventories, config, faults);
  return checked;
}

}  // namespace showd
