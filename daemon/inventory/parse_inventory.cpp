#include "inventory/parse_inventory.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/yaml.hpp"
#include "inventory/groups.hpp"
#include "inventory/settings.hpp"

namespace showd {
namespace {

/// What all devices of a file share while it is read.
struct File {
  const InventorySource& source;
  const InventoryContext& context;
  Settings defaults;  ///< the file's own, then the polling options
  Groups groups;
};

/// SSH has a user name in every login (RFC 4252, 5); a device that cannot be logged into is told
/// now and not once a minute.
void check_login(const YamlMap& map, const Device& device, const Config& config) {
  if (device.transport != TransportKind::ssh) return;
  if (device.credentials.empty())
    map.place().refuse("needs credentials for ssh: its own, a group's or the defaults'");
  const auto has_user = [&](const std::string& name) {
    return !config.credentials.at(name).username.empty();
  };
  if (std::none_of(device.credentials.begin(), device.credentials.end(), has_user))
    map.place().refuse(fmt::format("ssh needs a username, but its credentials have none: {}",
                                   fmt::join(device.credentials, ", ")));
}

DialectChanges make_changes(const Settings& all) {
  DialectChanges changes;
  changes.prompt = all.prompt.value_or("");
  changes.username_prompt = all.username_prompt.value_or("");
  changes.password_prompt = all.password_prompt.value_or("");
  changes.line_end = all.line_end.value_or("");
  changes.answers = all.answers.value_or(std::vector<DialectChanges::Answer>());
  return changes;
}

Device make_device(std::string name, const Settings& all, const InventorySource& source) {
  Device device{};
  device.transport = all.transport.value_or(TransportKind::ssh);
  device.address = all.address.value_or(name);
  device.port = all.port.value_or(device.transport == TransportKind::telnet ? 23 : 22);
  device.platform = all.platform.value_or("");
  device.credentials = all.credentials.value_or(std::vector<std::string>());
  device.commands = all.commands.value_or(std::vector<std::string>());
  device.labels = all.labels;
  device.legacy = all.legacy.value_or(false);
  device.enable = all.enable.value_or(false);
  device.hostkeys = *all.hostkeys;
  device.keep = *all.keep;
  device.deadline = *all.deadline;
  device.dialect = make_changes(all);
  device.inventory = source.name;
  device.name = std::move(name);
  return device;
}

DevicePtr read_device(YamlMap map, std::string name, const File& file) {
  Settings all = read_settings(map, file.context);
  const std::vector<YamlValue> group_names = read_group_names(map);
  if (const auto via = map.find("via")) via->refuse("jump hosts are not there yet");
  map.refuse_others();
  std::vector<std::string> groups;
  for (const YamlValue& group_name : group_names) {
    const Groups::Group& group = file.groups.find(group_name);
    inherit(all, group.settings);
    add_names(groups, group_name.text(), group.ancestors);
  }
  inherit(all, file.defaults);
  if (!all.platform) map.place().refuse("needs a platform: its own, a group's or the defaults'");
  Device device = make_device(std::move(name), all, file.source);
  device.groups = std::move(groups);
  check_login(map, device, file.context.config);
  // A platform may take less than what was judged where the commands stand.
  for (const std::string& command : device.commands)
    check_command(map.place(), command, file.context, device.platform);
  return std::make_shared<const Device>(std::move(device));
}

Settings read_defaults(const std::optional<YamlValue>& value, const InventoryContext& context) {
  Settings defaults;
  if (value) {
    YamlMap map = value->map();
    defaults = read_settings(map, context);
    map.refuse_others();
  }
  const DeviceDefaults& polling = context.config.device_defaults;
  Settings otherwise;
  otherwise.hostkeys = polling.hostkeys;
  otherwise.keep = polling.keep;
  otherwise.deadline = polling.deadline;
  inherit(defaults, otherwise);
  return defaults;
}

}  // namespace

void DevicePlaces::note(const std::string& name, const std::string& file, int line) {
  const auto [first, fresh] = seen_.try_emplace(name, Place{file, line});
  if (!fresh)
    throw ConfigError(fmt::format("{}:{}: devices.{}: this device stands already in {}:{}", file,
                                  line, name, first->second.file, first->second.line));
}

void parse_inventory(std::string_view text, const std::string& file, const InventorySource& source,
                     const InventoryContext& context, DevicePlaces& places,
                     std::map<std::string, DevicePtr>& devices) {
  const YamlDocument document(file, text);
  YamlMap root = document.root();
  const auto defaults = root.find("defaults");
  const auto groups = root.find("groups");
  const YamlValue all = root.need("devices", "a map from names to devices");
  root.refuse_others();
  const File shared{source, context, read_defaults(defaults, context), Groups(groups, context)};
  for (const auto& [key, value] : all.map().entries()) {
    if (!is_name(key))
      value.refuse("expected a device name of letters, digits and ._:- (at most 128)");
    std::string name(key);
    places.note(name, file, value.line());
    DevicePtr device = read_device(value.map(), name, shared);
    devices.emplace(std::move(name), std::move(device));
  }
}

}  // namespace showd
