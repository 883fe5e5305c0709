// What config/ ships is read as people will read it: whole, secrets and all.

#include <gtest/gtest.h>

#include <set>

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

}  // namespace
}  // namespace showd
