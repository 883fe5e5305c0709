#include "inventory/inventory.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inventory/parse_inventory.hpp"
#include "unit/config/temp_dir.hpp"

namespace showd {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// What inventories refer to: credentials ops, key (with user names) and vty (without).
struct House {
  House() {
    for (const char* name : {"ops", "key", "vty"}) config.credentials[name].name = name;
    config.credentials["ops"].username = config.credentials["key"].username = "u";
  }
  Config config;
  std::map<std::string, std::string, std::less<>> platforms{
      {"cisco_ios", "cisco_ios"}, {"ios", "cisco_ios"}, {"frr", "frr"}};
  InventoryContext context{config, platforms};
};

std::map<std::string, DevicePtr> parse(const House& house, std::string_view text) {
  InventorySource source;
  source.name = "lab";
  DevicePlaces places;
  std::map<std::string, DevicePtr> devices;
  Faults faults;
  parse_inventory(text, "f", source, house.context, places, devices, faults);
  faults.refuse();
  return devices;
}

template <class Do>
std::string error_of(Do act) {
  try {
    (void)act();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Inventory, ADeviceInheritsFromDefaultsAndPolling) {
  House house;
  house.config.device_defaults.deadline = 7s;
  house.config.device_defaults.keep = Keep::never;
  house.config.device_defaults.hostkeys = HostKeyPolicy::strict;
  const auto devices =
      parse(house, "defaults: {platform: ios, credentials: ops}\ndevices:\n  r1:\n");
  ASSERT_EQ(devices.size(), 1u);
  Device want{};
  want.name = want.address = "r1";
  want.inventory = "lab";
  want.port = 22;
  want.platform = "cisco_ios";
  want.credentials = {"ops"};
  want.deadline = 7s;
  want.keep = Keep::never;
  want.hostkeys = HostKeyPolicy::strict;
  EXPECT_EQ(*devices.at("r1"), want);
}

TEST(Inventory, EveryKeyOfADeviceIsRead) {
  const House house;
  const auto devices = parse(house, R"(
groups: {lab: {}}
devices:
  r1: {address: "2001:db8::1", port: 9002, platform: frr, transport: telnet, credentials: [vty, ops],
       labels: {site: ams, rack: 12}, groups: lab, commands: [show interface, show version],
       legacy: true, enable: yes, hostkeys: off, keep: always, deadline: 90s}
)");
  Device want{};
  want.name = "r1";
  want.inventory = "lab";
  want.address = "2001:db8::1";
  want.port = 9002;
  want.platform = "frr";
  want.transport = TransportKind::telnet;
  want.credentials = {"vty", "ops"};
  want.labels = {{"site", "ams"}, {"rack", "12"}};
  want.groups = {"lab"};
  want.commands = {"show interface", "show version"};
  want.legacy = want.enable = true;
  want.hostkeys = HostKeyPolicy::off;
  want.keep = Keep::always;
  want.deadline = 90s;
  EXPECT_EQ(*devices.at("r1"), want);
}

TEST(Inventory, WhatIsOddAboutACliIsSaidThere) {
  const House house;
  const auto devices = parse(house, R"(
defaults: {platform: ios, credentials: ops, line_end: lf}
groups:
  badge: {username_prompt: 'Badge number:', answers: [{pattern: 'Accept\? \[y/n\]', answer: "y"}]}
devices:
  r1: {groups: badge, prompt: 'Core \d+ ready>', password_prompt: 'Secret, please:',
       answers: {pattern: 'Welcome, press 1', answer: "1\r"}, line_end: crlf}
  r2: {groups: badge}
)");
  const DialectChanges& one = devices.at("r1")->dialect;
  EXPECT_EQ(one.prompt, R"(Core \d+ ready>)");
  EXPECT_EQ(one.username_prompt, "Badge number:");
  EXPECT_EQ(one.password_prompt, "Secret, please:");
  EXPECT_EQ(one.line_end, "\r\n");
  ASSERT_EQ(one.answers.size(), 1u);
  EXPECT_EQ(one.answers[0].pattern, "Welcome, press 1");
  EXPECT_EQ(one.answers[0].answer, "1\r");
  const DialectChanges& two = devices.at("r2")->dialect;
  EXPECT_EQ(two.line_end, "\n");
  ASSERT_EQ(two.answers.size(), 1u);
  EXPECT_EQ(two.answers[0].answer, "y");
}

TEST(Inventory, APatternThatCannotBeIsRefusedWhereItStands) {
  const House house;
  const auto fault = [&](const std::string& key) {
    return error_of([&] {
      return parse(house,
                   "defaults: {platform: ios, credentials: ops}\ndevices:\n  r1:\n    " + key);
    });
  };
  for (
      const auto& [key, want] : {
          std::pair{
              "prompt: 'r1('",
              "f:4: devices.r1.prompt: pattern fault at offset 3: missing closing parenthesis; see "
              "pcre2pattern(3), or put '\\' before what is meant as it stands"},
          {"username_prompt: '*:'",
           "f:4: devices.r1.username_prompt: pattern fault at offset 0: quantifier does not follow "
           "a repeatable item; see pcre2pattern(3), or put '\\' before what is meant as it stands"},
          {"password_prompt: '.*'",
           "f:4: devices.r1.password_prompt: expected a pattern that does not match an empty line"},
          {"line_end: crcr", "f:4: devices.r1.line_end: expected cr, lf or crlf, not 'crcr'"},
          {"answers: [{pattern: '[', answer: y}]",
           "f:4: devices.r1.answers[0].pattern: pattern fault at offset 1: missing terminating ] "
           "for character class; see pcre2pattern(3), or put '\\' before what is meant as it "
           "stands"},
          {"answers: [{pattern: x}]",
           "f:4: devices.r1.answers[0]: needs answer: what is typed, as \"y\" or \"yes\\r\""},
          {"answers: [{pattern: x, answer: 'y\\r'}]",
           "f:4: devices.r1.answers[0].answer: Enter is \"\\r\" in double quotes; without them it "
           "is typed as two letters"},
          {"answers: [{pattern: x, answer: \"y\\rreload\"}]",
           "f:4: devices.r1.answers[0].answer: expected what is typed, one line of at most 64 "
           "bytes, "
           "with Enter as \"\\r\" at its end, not 'yreload'"},
      })
    EXPECT_EQ(fault(key), want);
}

TEST(Inventory, AnAddressMayStandInBracketsAsInAUrl) {
  const House house;
  const auto devices = parse(
      house,
      "defaults: {platform: frr}\ndevices: {r1: {address: '[2001:db8::1]', transport: telnet}}");
  EXPECT_EQ(devices.at("r1")->address, "2001:db8::1");
}

TEST(Inventory, TheNearestWordWins) {
  const House house;
  const auto devices = parse(house, R"(
defaults: {platform: ios, credentials: ops, port: 1, labels: {a: defaults, d: defaults}}
groups:
  far: {port: 2, deadline: 2s, enable: true, labels: {a: far, b: far, c: far}}
  near: {groups: [far], port: 3, labels: {a: near, b: near}}
  other: {port: 4, transport: telnet, labels: {e: other, c: other}}
devices:
  own: {groups: [near, other], port: 5, labels: {a: own}}
  first: {groups: [near, other]}
  second: {groups: [other, near]}
)");
  EXPECT_EQ(devices.at("own")->port, 5);
  EXPECT_EQ(devices.at("first")->port, 3);
  EXPECT_EQ(devices.at("second")->port, 4);
  EXPECT_EQ(devices.at("first")->deadline, 2s);
  EXPECT_TRUE(devices.at("first")->enable);
  EXPECT_EQ(devices.at("first")->transport, TransportKind::telnet);
  EXPECT_THAT(devices.at("first")->groups, ElementsAre("near", "far", "other"));
  const std::map<std::string, std::string> labels{
      {"a", "own"}, {"b", "near"}, {"c", "far"}, {"d", "defaults"}, {"e", "other"}};
  EXPECT_EQ(devices.at("own")->labels, labels);
  EXPECT_EQ(devices.at("second")->labels.at("c"), "other");
}

TEST(Inventory, TelnetHasItsOwnPortAndMayDoWithoutALogin) {
  const House house;
  const auto devices = parse(house, "devices: {c1: {transport: telnet, platform: frr}}");
  EXPECT_EQ(devices.at("c1")->port, 23);
  EXPECT_TRUE(devices.at("c1")->credentials.empty());
}

TEST(Inventory, FaultsAreOneLine) {
  const House house;
  const std::string d = "defaults: {platform: ios, credentials: ops}\n";
  const std::pair<std::string, const char*> rows[] = {
      {"",
       "f:1: devices: expected a map (key: value), not an empty file; write devices: and what "
       "belongs to it"},
      {"defaults: {}", "f:1: needs devices: a map from names to devices"},
      {"devices: [r1]", "f:1: devices: expected a map (key: value), not a list"},
      {"devcies: {}\ndevices: {}", "f:1: devcies: unknown key; did you mean 'devices'?"},
      {d + "devices:\n  r1: {}\n  r1: {}",
       "f:4: devices.r1: occurs twice; first in line 3; remove or rename one of the two"},
      {d + "devices: {r1: {prot: 22}}", "f:2: devices.r1.prot: unknown key; did you mean 'port'?"},
      {d + "devices: {r1: {port: 0}}",
       "f:2: devices.r1.port: expected a number from 1 to 65535, not '0'"},
      {d + "devices: {r1: {port: 65536}}",
       "f:2: devices.r1.port: expected a number from 1 to 65535, not '65536'"},
      {d + "devices: {r1: {port: ssh}}",
       "f:2: devices.r1.port: expected a number from 1 to 65535, not 'ssh'"},
      {d + "devices: {r1: {platform: cisco_oss}}",
       "f:2: devices.r1.platform: no plugin knows the platform 'cisco_oss'; did you mean "
       "'cisco_ios'?"},
      {d + "devices: {r1: {transport: tellnet}}",
       "f:2: devices.r1.transport: expected ssh or telnet, not 'tellnet'; did you mean 'telnet'?"},
      {d + "devices: {r1: {credentials: [ops, kye]}}",
       "f:2: devices.r1.credentials[1]: unknown credential 'kye'; did you mean 'key'?"},
      {d + "devices: {r1: {groups: [none]}}",
       "f:2: devices.r1.groups[0]: unknown group 'none'; there is none here"},
      {d + "groups: {core: {}}\ndevices: {r1: {groups: coer}}",
       "f:3: devices.r1.groups: unknown group 'coer'; did you mean 'core'?"},
      {d + "groups: {a: {groups: b}}\ndevices: {}",
       "f:2: groups.a.groups: unknown group 'b'; did you mean 'a'?"},
      {d + "groups:\n  a: {groups: [b]}\n  b: {groups: [c]}\n  c: {groups: [a]}\ndevices: {}",
       "f:5: groups.c.groups[0]: groups inherit in a circle: a > b > c > a; remove one of these"},
      {d + "groups: {a: {groups: a}}\ndevices: {}",
       "f:2: groups.a.groups: groups inherit in a circle: a > a; remove one of these"},
      {d + "groups: {a: {devices: x}}\ndevices: {}",
       "f:2: groups.a.devices: unknown key; known here: address, answers, commands, credentials, "
       "deadline, enable, groups, hostkeys, keep, labels, legacy, line_end, password_prompt, "
       "platform, port, prompt, transport or username_prompt"},
      {"defaults: {groups: [a]}\ndevices: {}",
       "f:1: defaults.groups: unknown key; known here: address, answers, commands, credentials, "
       "deadline, enable, hostkeys, keep, labels, legacy, line_end, password_prompt, platform, "
       "port, prompt, transport or username_prompt"},
      {"devices: {r1: {credentials: ops}}",
       "f:1: devices.r1: needs a platform: its own, a group's or the defaults'"},
      {"devices: {r1: {platform: frr}}",
       "f:1: devices.r1: needs credentials for ssh: its own, a group's or the defaults'"},
      {"devices: {r1: {platform: frr, credentials: vty}}",
       "f:1: devices.r1: ssh needs a username, but its credentials have none: vty; add username: "
       "to one of them"},
      {d + "devices: {'r 1': {}}",
       "f:2: devices.r 1: expected a device name of letters, digits and ._:- (at most 128)"},
      {d + "devices: {r1: {address: '[192.0.2.1]'}}",
       "f:2: devices.r1.address: expected a host name or IP address, not '[192.0.2.1]'; write the "
       "address without brackets"},
      {d + "devices: {r1: {address: '[::1'}}",
       "f:2: devices.r1.address: expected a host name or IP address, not '[::1'; write one name or "
       "address, without blanks or brackets"},
      {d + "devices: {r1: {address: 'a b'}}",
       "f:2: devices.r1.address: expected a host name or IP address, not 'a b'; write one name or "
       "address, without blanks or brackets"},
      {d + "devices: {r1: {address: \"a\\nb\"}}",
       "f:2: devices.r1.address: expected a host name or IP address on one line, not 'a b'"},
      {d + "devices: {r1: {labels: {a-b: x}}}",
       "f:2: devices.r1.labels.a-b: expected a label name of letters, digits and _"},
      {d + "devices: {r1: {labels: {a: }}}",
       "f:2: devices.r1.labels.a: expected a label's text, not nothing"},
      {d + "devices: {r1: {legacy: 1}}", "f:2: devices.r1.legacy: expected true or false, not '1'"},
      {d + "devices: {r1: {deadline: 0s}}",
       "f:2: devices.r1.deadline: expected a duration from 100ms to 1h, not '0s'"},
      {d + "devices: {r1: {via: bastion}}",
       "f:2: devices.r1.via: jump hosts are not there yet; remove it"},
  };
  for (const auto& [text, error] : rows)
    EXPECT_EQ(error_of([&] { return parse(house, text); }), error) << text;
}

/// By line, warnings too.
std::vector<std::string> all_faults_of(const House& house, std::string_view text) {
  DevicePlaces places;
  std::map<std::string, DevicePtr> devices;
  Faults faults;
  parse_inventory(text, "f", {}, house.context, places, devices, faults);
  std::vector<std::string> lines;
  for (const Fault& fault : faults.sorted()) lines.push_back(fault.text());
  return lines;
}

TEST(Inventory, OneFaultHidesNoOtherAndBringsForthNone) {
  const House house;
  EXPECT_THAT(
      all_faults_of(house,
                    "defaults: {platform: ios, credentials: ops, colour: red}\n"
                    "groups:\n"
                    "  a: {groups: [none, b], port: 0}\n"
                    "  b: {groups: a}\n"
                    "  c: telnet\n"
                    "devices:\n"
                    "  r1: {groups: [a, c], port: 0, legacy: 1}\n"
                    "  'r 2': {}\n"
                    "  r3: {credentials: [kye, opss], labels: {a-b: x, c: []}}\n"
                    "  r4: {groups: c, host: x}\n"),
      ElementsAre(
          "f:1: defaults.colour: unknown key; known here: address, answers, commands, "
          "credentials, deadline, enable, hostkeys, keep, labels, legacy, line_end, "
          "password_prompt, platform, port, prompt, transport or username_prompt",
          "f:3: groups.a.port: expected a number from 1 to 65535, not '0'",
          "f:3: groups.a.groups[0]: unknown group 'none'; known here: a, b or c",
          "f:4: groups.b.groups: groups inherit in a circle: a > b > a; remove one of these",
          "f:5: groups.c: expected a map (key: value), not 'telnet'",
          "f:7: devices.r1.port: expected a number from 1 to 65535, not '0'",
          "f:7: devices.r1.legacy: expected true or false, not '1'",
          "f:8: devices.r 2: expected a device name of letters, digits and ._:- (at most "
          "128)",
          "f:9: devices.r3.credentials[0]: unknown credential 'kye'; did you mean 'key'?",
          "f:9: devices.r3.credentials[1]: unknown credential 'opss'; did you mean 'ops'?",
          "f:9: devices.r3.labels.a-b: expected a label name of letters, digits and _",
          "f:9: devices.r3.labels.c: expected a label's text, not a list",
          "f:10: devices.r4.host: unknown key; did you mean 'address'?"));
}

/// One that is not understood may have said what they seem to lack.
TEST(Inventory, WhatIsNotUnderstoodBlamesNoDevice) {
  const House house;
  EXPECT_THAT(all_faults_of(house, "defaults: {platfrom: ios}\ndevices: {r1: , r2: }\n"),
              ElementsAre("f:1: defaults.platfrom: unknown key; did you mean 'platform'?"));
  EXPECT_THAT(
      all_faults_of(house, "defautls: {platform: ios}\ngrups: {a: }\ndevices: {r1: {groups: a}}"),
      ElementsAre("f:1: defautls: unknown key; did you mean 'defaults'?",
                  "f:2: grups: unknown key; did you mean 'groups'?"));
  EXPECT_THAT(all_faults_of(house, "groups: [a]\ndevices: {r1: {groups: a}}\n"),
              ElementsAre("f:1: groups: expected a map (key: value), not a list"));
}

TEST(Inventory, WhatIsSoundButOddIsAWarning) {
  const House house;
  EXPECT_THAT(
      all_faults_of(house,
                    "defaults: {platform: ios, credentials: ops}\n"
                    "groups: {used: {groups: far}, far: {}, idle: {}}\n"
                    "devices:\n"
                    "  r1: {address: 192.0.2.1, groups: used}\n"
                    "  r2: {address: 192.0.2.1, port: 2022}\n"
                    "  r3: {address: 192.0.2.1}\n"),
      ElementsAre("f:2: groups.idle: warning: no device belongs to this group; remove it, or name "
                  "it at a device",
                  "f:6: devices.r3: warning: 192.0.2.1 port 22 is also the device 'r1'; remove one "
                  "of the two, or give them different ports"));
}

TEST(Inventory, WhatIsNoAddressIsRefused) {
  const House house;
  const auto told = [&](const std::string& address) {
    return error_of([&] {
      return parse(house, "defaults: {platform: ios, credentials: ops}\ndevices: {r1: {address: '" +
                              address + "'}}");
    });
  };
  for (const auto& [address, remedy] :
       {std::pair{"192.0.2.300", "an IPv4 address: four numbers"},
        {"192.0.2", "an IPv4 address: four numbers"},
        {"1.2.3.4.5", "an IPv4 address: four numbers"},
        {"192.0.2.1/24", "without a prefix length"},
        {"192.0.2.1:22", "port: NUMBER"},
        {"r1.example:22", "port: NUMBER"},
        {"ssh://192.0.2.1", "the host alone"},
        {"admin@192.0.2.1", "the user name stands in the credential"},
        {"2001:db8:::1", "an IPv6 address in full"},
        {"192.0.2.1, 192.0.2.2", "one name or address"}})
    EXPECT_THAT(told(address), testing::HasSubstr(remedy)) << address;
  for (const char* good : {"192.0.2.1", "2001:db8::1", "fe80::1%eth0", "[fe80::1%eth0]", "r1",
                           "r1.example.net", "core_1", "1a", "::ffff:192.0.2.1"})
    EXPECT_EQ(told(good), "accepted") << good;
}

TEST(Inventory, ADirectoryIsItsYamlFilesInNameOrder) {
  const test::TempDir dir;
  House house;
  dir.write("d/b.yml", "defaults: {platform: frr, credentials: key}\ndevices: {r2: }");
  dir.write("d/a.yaml", "defaults: {platform: ios, credentials: ops}\ndevices: {r1: }");
  dir.write("d/.hidden.yaml", "not: ours");
  dir.write("d/README", "not: ours");
  InventorySource& source = house.config.inventories.emplace_back();
  source.name = "lab";
  source.path = dir.path() / "d";
  source.is_directory = true;
  const InventoryPtr lab = load_inventories(house.context).at(0);
  ASSERT_EQ(lab->devices.size(), 2u);
  EXPECT_EQ(lab->devices.at("r1")->platform, "cisco_ios");
  EXPECT_EQ(lab->devices.at("r2")->platform, "frr");
  EXPECT_EQ(lab->source, source);

  const auto c = dir.write("d/c.yaml", "devices:\n  r1: {platform: frr, credentials: ops}");
  EXPECT_EQ(error_of([&] { return load_inventories(house.context); }),
            c.string() + ":2: devices.r1: this device stands already in " +
                (dir.path() / "d/a.yaml").string() + ":2; remove or rename one of the two");
  source.path = dir.path() / "none";
  EXPECT_EQ(error_of([&] { return load_inventories(house.context); }),
            "inventories.lab.directory: " + source.path.string() +
                " cannot be read: No such file or directory; make it readable for showd, or mend "
                "the path");
}

TEST(Inventory, ADeviceStandsInOneInventoryOnly) {
  const test::TempDir dir;
  House house;
  const std::string text = "devices:\n  r1: {platform: frr, credentials: ops}\n";
  for (const char* name : {"a", "b"}) {
    InventorySource source;
    source.name = name;
    source.path = dir.write(name, text);
    house.config.inventories.push_back(source);
  }
  EXPECT_EQ(error_of([&] { return load_inventories(house.context); }),
            (dir.path() / "b").string() + ":2: devices.r1: this device stands already in " +
                (dir.path() / "a").string() + ":2; remove or rename one of the two");
  dir.write("b", "devices:\n  r2: {platform: frr, credentials: ops}\n");
  EXPECT_EQ(load_inventories(house.context).size(), 2u);
}

std::vector<InventoryPtr> inventories(const House& house, std::string_view text) {
  auto inventory = std::make_shared<Inventory>();
  inventory->devices = parse(house, text);
  return {inventory};
}

TEST(InventoryDiff, UntouchedDevicesKeepTheirPointers) {
  const House house;
  const std::string d = "defaults: {platform: ios, credentials: ops}\ndevices:\n";
  const auto before = inventories(house, d + "  a: {}\n  b: {port: 1}\n  c: {}\n");
  auto fresh = inventories(house, d + "  d: {}\n  b: {port: 2}\n  c: {address: c}\n");
  ASSERT_NE(fresh[0]->devices.at("c"), before[0]->devices.at("c"));
  const auto after = adopt(before, fresh);
  EXPECT_EQ(after[0]->devices.at("c"), before[0]->devices.at("c"));
  EXPECT_EQ(after[0]->devices.at("b"), fresh[0]->devices.at("b"));
  const InventoryDiff change = diff(before, after);
  EXPECT_THAT(change.added, ElementsAre(after[0]->devices.at("d")));
  EXPECT_THAT(change.removed, ElementsAre(before[0]->devices.at("a")));
  EXPECT_THAT(change.changed, ElementsAre(after[0]->devices.at("b")));
  EXPECT_EQ(change.untouched, 1u);
  EXPECT_EQ(diff(before, before).untouched, 3u);
  EXPECT_EQ(diff({}, before).added.size(), 3u);
}

/// Where they are written, and for a platform that takes less, where it is chosen.
TEST(Inventory, CommandsThatWouldNotBeAskedAreRefused) {
  House house;
  const auto objection = [](const std::string& platform,
                            std::string_view command) -> std::optional<CommandObjection> {
    if (command.starts_with("show") &&
        (platform != "frr" || command.find('|') == std::string_view::npos))
      return std::nullopt;
    return CommandObjection{fmt::format("'{}' is not asked on '{}'", command, platform),
                            "remove it"};
  };
  const InventoryContext judging{house.config, house.platforms, objection};
  const auto told = [&](const std::string& text) {
    return error_of([&] {
      DevicePlaces places;
      std::map<std::string, DevicePtr> devices;
      Faults faults;
      parse_inventory(text, "f", {}, judging, places, devices, faults);
      faults.refuse();
      return devices.size();
    });
  };
  const std::string house_rules = "defaults: {platform: ios, credentials: ops}\n";
  EXPECT_EQ(told(house_rules + "devices:\n  r1:\n    commands: [show interfaces, reload]\n"),
            "f:4: devices.r1.commands[1]: 'reload' is not asked on ''; remove it");
  EXPECT_EQ(told("defaults: {platform: ios, credentials: ops, commands: conf t}\ndevices: {r1: }"),
            "f:1: defaults.commands: 'conf t' is not asked on 'cisco_ios'; remove it");
  EXPECT_EQ(told("groups:\n  g: {commands: [reboot]}\ndevices: {}\n"),
            "f:2: groups.g.commands[0]: 'reboot' is not asked on ''; remove it");
  EXPECT_EQ(told("defaults: {credentials: ops, commands: show x | include y}\n"
                 "devices:\n  r1: {platform: ios}\n  r2: {platform: frr}\n"),
            "f:4: devices.r2: 'show x | include y' is not asked on 'frr'; remove it");
  EXPECT_EQ(told(house_rules + "devices: {r1: {commands: show interfaces}}\n"), "accepted");
}

}  // namespace
}  // namespace showd
