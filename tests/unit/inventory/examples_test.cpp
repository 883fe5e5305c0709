// What config/ ships is read as people will read it: whole, secrets and all.

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "inventory/inventory.hpp"
#include "unit/config/temp_dir.hpp"

namespace showd {
namespace {

namespace fs = std::filesystem;

TEST(Examples, AllThatIsShippedLoads) {
  const fs::path shipped = fs::path(SHOWD_SOURCE_DIR) / "config";
  const test::TempDir secrets;
  for (const char* name : {"ops-password", "ops-enable", "console-password"})
    secrets.write(name, "secret\n");
  secrets.write("ops-key", "-----BEGIN OPENSSH PRIVATE KEY-----\n");
  ::setenv("CREDENTIALS_DIRECTORY", secrets.path().c_str(), 1);
  const auto config = load_config(shipped / "showd.yaml");
  ::unsetenv("CREDENTIALS_DIRECTORY");

  const std::map<std::string, std::string, std::less<>> platforms{
      {"cisco_ios", "cisco_ios"}, {"juniper_junos", "juniper_junos"}, {"huawei_vrp", "huawei_vrp"}};
  const auto inventories = load_inventories({*config, platforms});
  ASSERT_EQ(inventories.size(), 2u);
  EXPECT_EQ(inventories[0]->devices.size(), 3u);
  EXPECT_EQ(inventories[1]->devices.size(), 5u);
  const Device& old = *inventories[1]->devices.at("ams-old-2");
  EXPECT_TRUE(old.legacy && old.enable);
  EXPECT_EQ(old.address, "192.0.2.250");
  EXPECT_EQ(old.transport, TransportKind::telnet);
  EXPECT_EQ(old.labels.at("site"), "ams");

  std::set<fs::path> read{config->file};
  for (const InventorySource& source : config->inventories) {
    if (!source.is_directory) read.insert(source.path);
    if (source.is_directory)
      for (const auto& entry : fs::directory_iterator(source.path)) read.insert(entry.path());
  }
  for (const auto& entry : fs::recursive_directory_iterator(shipped / "inventory"))
    if (entry.is_regular_file()) {
      EXPECT_TRUE(read.contains(entry.path())) << entry.path() << " is shipped, but not loaded";
    }
}

TEST(Examples, TheDefaultsInCommentsAreTheDefaults) {
  // Each "  # key: value" of showd.yaml, uncommented, must change nothing.
  std::ifstream in(fs::path(SHOWD_SOURCE_DIR) / "config/showd.yaml");
  std::string text = "inventories: {c: {file: x}}\n", line;
  int uncommented = 0;
  while (std::getline(in, line)) {
    if (line == "polling:" || line == "plugins:" || line == "store:" || line == "http:")
      text += line + "\n";
    if (!line.starts_with("  # ") || text.find("polling:") == std::string::npos) continue;
    text += "  " + line.substr(4) + "\n";
    ++uncommented;
  }
  EXPECT_GE(uncommented, 13);
  const test::TempDir dir;
  const auto config = load_config(dir.write("showd.yaml", text));
  EXPECT_EQ(config->polling, PollingLimits{});
  EXPECT_EQ(config->device_defaults, DeviceDefaults{});
  EXPECT_EQ(config->store, StoreOptions{});
  EXPECT_EQ(config->http, HttpOptions{});
  EXPECT_EQ(config->plugins, Config{}.plugins);
}

/// "known here: a, b or c" -> {"a", "b", "c"}
std::set<std::string> keys_in(std::string remedy) {
  remedy.erase(0, std::string_view("known here: ").size());
  for (std::size_t at = 0; (at = remedy.find(" or ")) != std::string::npos;)
    remedy.replace(at, 4, ", ");
  std::set<std::string> keys;
  std::istringstream list(remedy);
  for (std::string key; std::getline(list >> std::ws, key, ',');) keys.insert(key);
  return keys;
}

/// The keys that each section knows, as a stranger among them is told.
std::map<std::string, std::set<std::string>> known_keys() {
  constexpr const char* kStranger = "nothing_like_it";
  const test::TempDir dir;
  const std::string config = R"(
X: 1
inventories: {NAME: {file: core.yaml, X: 1, metrics: {X: 1}}}
credentials: {NAME: {username: u, X: 1, password: {X: 1}}}
polling: {X: 1}
plugins: {X: 1}
store: {X: 1}
http: {X: 1}
metrics: {X: 1}
)";
  const std::string inventory = R"(
X: 1
devices: {NAME: {X: 1, answers: {X: 1, pattern: x, answer: y}}}
)";
  const auto with_strangers = [&](std::string text) {
    for (std::size_t at = 0; (at = text.find("X: 1")) != std::string::npos;)
      text.replace(at, 1, kStranger);
    return text;
  };
  dir.write("core.yaml", with_strangers(inventory));
  Faults faults;
  const auto read =
      load_config(dir.write("showd.yaml", with_strangers(config)), Secrets::skip, faults);
  const std::map<std::string, std::string, std::less<>> none;
  (void)load_inventories({*read, none}, faults);
  std::map<std::string, std::set<std::string>> known;
  for (const Fault& fault : faults.sorted())
    if (fault.key.ends_with(kStranger))
      known[fs::path(fault.file).filename().string() + " " +
            fault.key.substr(0, fault.key.size() - std::string_view(kStranger).size())] =
          keys_in(fault.remedy);
  return known;
}

/// The first columns of the tables, by the headings above them.
std::map<std::string, std::set<std::string>> documented_keys() {
  std::ifstream in(fs::path(SHOWD_SOURCE_DIR) / "config/docs/configuration.md");
  std::map<std::string, std::set<std::string>> documented;
  std::string heading;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#")) heading = line.substr(line.find(' ') + 1);
    if (line.starts_with("| `")) documented[heading].insert(line.substr(3, line.find('`', 3) - 3));
  }
  return documented;
}

TEST(Documentation, HasTheKeysThatAreReadAndNoOthers) {
  auto known = known_keys();
  const std::map<std::string, std::string> headings{
      {"showd.yaml ", "showd.yaml"},
      {"showd.yaml inventories.NAME.", "inventories.NAME"},
      {"showd.yaml inventories.NAME.metrics.", "inventories.NAME.metrics"},
      {"showd.yaml credentials.NAME.", "credentials.NAME"},
      {"showd.yaml credentials.NAME.password.", "A secret"},
      {"showd.yaml polling.", "polling"},
      {"showd.yaml plugins.", "plugins"},
      {"showd.yaml store.", "store"},
      {"showd.yaml http.", "http"},
      {"showd.yaml metrics.", "metrics"},
      {"core.yaml ", "An inventory"},
      {"core.yaml devices.NAME.", "devices.NAME"},
      {"core.yaml devices.NAME.answers.", "answers"}};
  auto documented = documented_keys();
  EXPECT_EQ(known.size(), headings.size());
  EXPECT_EQ(documented.size(), headings.size());
  for (const auto& [place, heading] : headings)
    EXPECT_EQ(known[place], documented[heading]) << heading;
}

}  // namespace
}  // namespace showd
