#include "inventory/parse_inventory.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"
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
    map.place().refuse_plainly("needs credentials for ssh: its own, a group's or the defaults'",
                               "write credentials: NAME");
  const auto has_user = [&](const std::string& name) {
    const auto found = config.credentials.find(name);
    return found == config.credentials.end() || !found->second.username.empty();
  };
  if (std::none_of(device.credentials.begin(), device.credentials.end(), has_user))
    map.place().refuse(fmt::format("ssh needs a username, but its credentials have none: {}",
                                   fmt::join(device.credentials, ", ")),
                       "add username: to one of them");
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

/// What the groups add, each name once; a name that is refused is noted.
std::vector<std::string> inherit_groups(Settings& all, const std::vector<YamlValue>& names,
                                        const Groups& known) {
  std::vector<std::string> groups;
  for (const YamlValue& name : names)
    all.whole &= name.faults().attempt([&] {
      const Groups::Group& group = known.find(name);
      inherit(all, group.settings);
      add_names(groups, name.text(), group.ancestors);
    });
  return groups;
}

/// What only the whole device can lack.
void check_whole(YamlMap map, const Device& device, const InventoryContext& context) {
  if (device.platform.empty())
    map.place().refuse_plainly("needs a platform: its own, a group's or the defaults'",
                               "write platform: NAME");
  check_login(map, device, context.config);
  // A platform may take less than what was judged where the commands stand, perhaps in a group.
  const YamlValue place = map.find("commands").value_or(map.place());
  for (const std::string& command : device.commands)
    check_command(place, command, context, device.platform);
}

/// nullptr: of a device that was not wholly understood.
DevicePtr read_device(YamlMap map, std::string name, const File& file, DevicePlaces& places) {
  Settings all = read_settings(map, file.context);
  std::vector<YamlValue> group_names;
  map.read("groups", group_names, read_group_names);
  map.refuse_planned("via", "jump hosts are not there yet", "remove it");
  map.refuse_others();
  std::vector<std::string> groups = inherit_groups(all, group_names, file.groups);
  inherit(all, file.defaults);
  if (!map.sound() || !all.whole) return nullptr;
  Device device = make_device(std::move(name), all, file.source);
  device.groups = std::move(groups);
  check_whole(map, device, file.context);
  places.note_address(device, map.place());
  return std::make_shared<const Device>(std::move(device));
}

Settings read_defaults(const std::optional<YamlValue>& value, const InventoryContext& context) {
  Settings defaults;
  const auto read = [&] {
    YamlMap map = value->map();
    defaults = read_settings(map, context);
    map.refuse_others();
    defaults.whole = map.sound();
  };
  if (value) defaults.whole = value->faults().attempt(read) && defaults.whole;
  const DeviceDefaults& polling = context.config.device_defaults;
  Settings otherwise;
  otherwise.hostkeys = polling.hostkeys;
  otherwise.keep = polling.keep;
  otherwise.deadline = polling.deadline;
  inherit(defaults, otherwise);
  return defaults;
}

}  // namespace

void DevicePlaces::note_name(const std::string& name, const YamlValue& value) {
  const auto [first, fresh] = names_.try_emplace(name, Place{value.file(), value.line()});
  if (!fresh)
    value.refuse(
        fmt::format("this device stands already in {}:{}", first->second.file, first->second.line),
        "remove or rename one of the two");
}

void DevicePlaces::note_address(const Device& device, const YamlValue& value) {
  const auto [first, fresh] =
      addresses_.try_emplace(fmt::format("{} {}", device.address, device.port), device.name);
  if (!fresh)
    value.warn(fmt::format("{} port {} is also the device '{}'", printable(device.address),
                           device.port, first->second),
               "remove one of the two, or give them different ports");
}

namespace {

void read_devices(const YamlValue& all, const File& file, DevicePlaces& places,
                  std::map<std::string, DevicePtr>& devices) {
  for (const YamlMap::Entry& entry : all.map().entries())
    all.faults().attempt([&] {
      const std::string name = entry.name("a device name");
      const YamlMap map = entry.map();
      places.note_name(name, entry.value);
      if (DevicePtr device = read_device(map, name, file, places))
        devices.emplace(name, std::move(device));
    });
}

void read_file(YamlMap root, const InventorySource& source, const InventoryContext& context,
               DevicePlaces& places, std::map<std::string, DevicePtr>& devices) {
  const auto defaults = root.find("defaults");
  const auto groups = root.find("groups");
  const auto all = root.find("devices");
  root.refuse_others();
  const bool understood = root.sound();  // else defaults or groups may be misspelt
  File file{source, context, read_defaults(defaults, context), Groups(groups, context, understood)};
  file.defaults.whole &= understood || defaults.has_value();
  if (all) read_devices(*all, file, places, devices);
  if (!root.sound()) return;
  (void)root.need("devices", "a map from names to devices");
  file.groups.warn_of_unused(devices);
}

}  // namespace

void parse_inventory(std::string_view text, const std::string& file, const InventorySource& source,
                     const InventoryContext& context, DevicePlaces& places,
                     std::map<std::string, DevicePtr>& devices, Faults& faults) {
  faults.attempt([&] {
    const YamlDocument document(file, text, faults);
    read_file(document.root("devices"), source, context, places, devices);
  });
}

}  // namespace showd
