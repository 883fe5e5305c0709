#include "config/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "config/parse_config.hpp"
#include "unit/config/temp_dir.hpp"

namespace showd {
namespace {

using namespace std::chrono_literals;

/// The whole error line of `text`, or what it was accepted as.
std::string error_of(std::string_view text) {
  try {
    (void)parse_config(text, "/etc/showd/showd.yaml", Secrets::skip);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "accepted";
}

constexpr const char* kOne = "inventories: {core: {file: core.yaml}}\n";

TEST(Config, OneInventoryIsEnough) {
  const auto config = parse_config(kOne, "/etc/showd/showd.yaml", Secrets::read);
  ASSERT_EQ(config->inventories.size(), 1u);
  InventorySource want;
  want.name = "core";
  want.path = "/etc/showd/core.yaml";
  EXPECT_EQ(config->inventories[0], want);
  EXPECT_EQ(config->inventories[0].every, 60s);
  EXPECT_EQ(config->polling, PollingLimits{});
  EXPECT_EQ(config->device_defaults, DeviceDefaults{});
  EXPECT_EQ(config->store, StoreOptions{});
  EXPECT_EQ(config->http, HttpOptions{});
  EXPECT_EQ(config->plugins, "/usr/lib/showd/plugins");
  EXPECT_TRUE(config->credentials.empty());
  EXPECT_EQ(config->file, "/etc/showd/showd.yaml");
}

constexpr const char* kSecrets = R"(
inventories: {core: {file: core.yaml}}
credentials:
  ops: {username: showd, password: {credential: ops-password}}
  own: {password: {env: SHOWD_TEST_OWN}}
)";

TEST(Config, ACheckGoesOnWithoutTheUnitsSecrets) {
  ASSERT_EQ(::setenv("SHOWD_TEST_OWN", "mine", 1), 0);
  ::unsetenv("CREDENTIALS_DIRECTORY");
  Faults faults;
  const auto config = parse_config(kSecrets, "/etc/showd/showd.yaml", Secrets::check, {}, faults);
  ASSERT_EQ(faults.warnings(), 1u);
  EXPECT_EQ(faults.errors(), 0u);
  EXPECT_EQ(
      faults.sorted()[0].text(),
      "/etc/showd/showd.yaml:4: credentials.ops.password: warning: readable by the unit only, "
      "not checked: $CREDENTIALS_DIRECTORY is not set; the unit's "
      "LoadCredential=ops-password:PATH sets it");
  EXPECT_THAT(config->out_of_reach,
              testing::ElementsAre(testing::StartsWith(
                  "/etc/showd/showd.yaml:4: credentials.ops.password: $CREDENTIALS_DIRECTORY")));
  EXPECT_EQ(config->credentials.at("own").password.reveal(), "mine");
  EXPECT_THROW((void)parse_config(kSecrets, "/etc/showd/showd.yaml", Secrets::read), ConfigError);
  ::unsetenv("SHOWD_TEST_OWN");
  EXPECT_THROW((void)parse_config(kSecrets, "/etc/showd/showd.yaml", Secrets::check), ConfigError)
      << "a variable is nobody's alone";
}

TEST(Config, ACheckReadsTheUnitsSecretsWhereItCan) {
  const test::TempDir secrets;
  ASSERT_EQ(::setenv("CREDENTIALS_DIRECTORY", secrets.path().c_str(), 1), 0);
  ASSERT_EQ(::setenv("SHOWD_TEST_OWN", "mine", 1), 0);
  EXPECT_THROW((void)parse_config(kSecrets, "/etc/showd/showd.yaml", Secrets::check), ConfigError);
  (void)secrets.write("ops-password", "x");
  Faults faults;
  const auto config = parse_config(kSecrets, "/etc/showd/showd.yaml", Secrets::check, {}, faults);
  EXPECT_EQ(faults.errors() + faults.warnings(), 0u);
  EXPECT_TRUE(config->out_of_reach.empty());
  ::unsetenv("CREDENTIALS_DIRECTORY");
  ::unsetenv("SHOWD_TEST_OWN");
}

TEST(Config, EveryKeyIsRead) {
  const auto config = parse_config(R"(
inventories:
  edge: {directory: ../edge.d, every: 5m, spread: 5m}
  core: {file: /srv/core.yaml, every: 2s, spread: 1500ms}
credentials:
  ops: {username: showd, password: {env: SHOWD_TEST_NONE}}
  key: {username: showd, private_key: {file: id}, passphrase: {credential: p}, enable: {command: [/bin/x]}}
  vty: {password: {credential: vty}}
polling: {threads: 4, deadline: 20s, connect_timeout: 3s, max_sessions: 100, max_handshakes: 8,
          max_logins_per_address: 2,
          output_limit: 1MiB, max_interfaces: 500, keep: never, hostkeys: strict}
plugins: {directory: plugins}
store: {path: data/../showd.db, retention: 90d}
http: {listen: "[::1]:0", control: run/control, hosts: showd.example.net}
)",
                                   "/etc/showd/showd.yaml", Secrets::skip);
  ASSERT_EQ(config->inventories.size(), 2u);
  EXPECT_EQ(config->inventories[0].name, "core");  // by name, not as written
  EXPECT_EQ(config->inventories[0].path, "/srv/core.yaml");
  EXPECT_FALSE(config->inventories[0].is_directory);
  EXPECT_EQ(config->inventories[0].every, 2s);
  EXPECT_EQ(config->inventories[0].spread, 1500ms);
  EXPECT_EQ(config->inventories[1].path, "/etc/edge.d");
  EXPECT_TRUE(config->inventories[1].is_directory);
  EXPECT_THAT(config->credentials, testing::SizeIs(3));
  EXPECT_EQ(config->credentials.at("ops").username, "showd");
  EXPECT_EQ(config->credentials.at("ops").name, "ops");
  EXPECT_EQ(config->credentials.at("vty").username, "");
  PollingLimits polling;
  polling.threads = 4;
  polling.connect_timeout = 3s;
  polling.max_sessions = 100;
  polling.max_handshakes = 8;
  polling.max_logins_per_address = 2;
  polling.output_limit = 1 << 20;
  polling.max_interfaces = 500;
  EXPECT_EQ(config->polling, polling);
  DeviceDefaults devices;
  devices.deadline = 20s;
  devices.keep = Keep::never;
  devices.hostkeys = HostKeyPolicy::strict;
  EXPECT_EQ(config->device_defaults, devices);
  EXPECT_EQ(config->plugins, "/etc/showd/plugins");
  EXPECT_EQ(config->store.path, "/etc/showd/showd.db");
  EXPECT_EQ(config->store.retention, 90 * 24h);
  EXPECT_EQ(config->http.address, "::1");
  EXPECT_EQ(config->http.port, 0);
  EXPECT_EQ(config->http.hosts, std::vector<std::string>{"showd.example.net"});
  EXPECT_EQ(config->http.control, "/etc/showd/run/control");
}

TEST(Config, TheControlSocketCanBeSwitchedOff) {
  for (const char* off : {"off", "'off'"}) {
    const std::string text = std::string(kOne) + "http: {control: " + off + "}\n";
    EXPECT_EQ(parse_config(text, "/x.yaml", Secrets::read)->http.control, "") << off;
  }
}

struct Bad {
  const char* text;
  const char* error;  ///< after "/etc/showd/showd.yaml:"
};

void expect_errors(std::initializer_list<Bad> rows, std::string_view before = "") {
  for (const auto& [text, error] : rows)
    EXPECT_EQ(error_of(std::string(before) + text), std::string("/etc/showd/showd.yaml:") + error)
        << text;
}

TEST(Config, FaultsOfInventoriesAreOneLine) {
  expect_errors({
      {"",
       "1: inventories: expected a map (key: value), not an empty file; write inventories: and "
       "what belongs to it"},
      {"# nothing\n",
       "1: inventories: expected a map (key: value), not an empty file; write inventories: and "
       "what belongs to it"},
      {"store: {path: x}",
       "1: inventories: expected at least one inventory; write inventories: {NAME: {file: PATH}}"},
      {"inventories:\n",
       "1: inventories: expected at least one inventory; write inventories: {NAME: {file: PATH}}"},
      {"inventories: []", "1: inventories: expected a map (key: value), not a list"},
      {"inventories: core", "1: inventories: expected a map (key: value), not 'core'"},
      {"inventories:\n  core: core.yaml",
       "2: inventories.core: expected a map (key: value), not 'core.yaml'"},
      {"inventories:\n  core:\n    file: x\n    evry: 60s",
       "4: inventories.core.evry: unknown key; did you mean 'every'?"},
      {"inventries: {}", "1: inventries: unknown key; did you mean 'inventories'?"},
      {"inventories: {core: {file: x, colour: red}}",
       "1: inventories.core.colour: unknown key; known here: directory, every, file, "
       "metrics or spread"},
      {"inventories:\n  core: {every: 5m}",
       "2: inventories.core: expected either file: PATH or directory: PATH"},
      {"inventories:\n  core: {file: a, directory: b}",
       "2: inventories.core: expected either file: PATH or directory: PATH"},
      {"inventories: {core: {file: }}", "1: inventories.core.file: expected a path, not nothing"},
      {"inventories: {core: {file: [a]}}", "1: inventories.core.file: expected a path, not a list"},
      {"inventories: {core: {file: a, every: often}}",
       "1: inventories.core.every: expected a duration such as 500ms, 60s or 5m, not 'often'"},
      {"inventories: {core: {file: a, every: 60}}",
       "1: inventories.core.every: expected a duration such as 500ms, 60s or 5m, not '60'"},
      {"inventories: {core: {file: a, every: 0s}}",
       "1: inventories.core.every: expected a duration from 100ms to 31d, not '0s'"},
      {"inventories: {core: {file: a, every: 1m, spread: 61s}}",
       "1: inventories.core.spread: expected a duration from 0s to 1m, not '61s'"},
      {"inventories: {core: {file: a, spread: 2m}}",
       "1: inventories.core.spread: expected a duration from 0s to 1m, not '2m'"},
      {"inventories: {core: {file: a, metrics: {familys: [up]}}}",
       "1: inventories.core.metrics.familys: unknown key; did you mean 'families'?"},
      {"inventories: {core: {file: a, metrics: {families: [up, recieve_bytes_total]}}}",
       "1: inventories.core.metrics.families[1]: expected an interface family such as up or "
       "receive_*, not 'recieve_bytes_total'; did you mean 'receive_bytes_total'?"},
      {"inventories: {core: {file: a, metrics: {families: 'rx_*'}}}",
       "1: inventories.core.metrics.families: expected an interface family such as up or "
       "receive_*, not 'rx_*'"},
      {"inventories: {core: {file: a, metrics: {interfaces: [{}]}}}",
       "1: inventories.core.metrics.interfaces[0]: expected a pattern of interface names, not a "
       "map"},
      {"inventories: {'co re': {file: a}}",
       "1: inventories.co re: expected a name of letters, digits and ._:- (at most 128)"},
      {"inventories:\n  n: {http_sd: https://netbox.example/x}",
       "2: inventories.n.http_sd: HTTP sources are not there yet; use file or directory"},
  });
}

TEST(Config, FaultsOfTheRestAreOneLine) {
  expect_errors(
      {
          {"polling: {threads: -1}",
           "2: polling.threads: expected a number from 0 to 256, not '-1'"},
          {"polling: {threads: 257}",
           "2: polling.threads: expected a number from 0 to 256, not '257'"},
          {"polling: {threads: 2x}",
           "2: polling.threads: expected a number from 0 to 256, not '2x'"},
          {"polling: {deadline: 2h}",
           "2: polling.deadline: expected a duration from 100ms to 1h, not '2h'"},
          {"polling: {output_limit: 8MB}",
           "2: polling.output_limit: expected a size such as 64KiB or 8MiB, not '8MB'"},
          {"polling: {output_limit: 1KiB}",
           "2: polling.output_limit: expected a size from 4096 to 1073741824 bytes, not '1KiB'"},
          {"polling: {max_interfaces: 0}",
           "2: polling.max_interfaces: expected a number from 1 to 100000, not '0'"},
          {"polling: {keep: alwys}",
           "2: polling.keep: expected auto, always or never, not 'alwys'; did you mean 'always'?"},
          {"polling: {hostkeys: [pin]}",
           "2: polling.hostkeys: expected pin, strict or off, not a list"},
          {"polling: {max_logins_per_address: 0}",
           "2: polling.max_logins_per_address: expected a number from 1 to 10000, not '0'"},
          {"polling: {max_handshakes: 0}",
           "2: polling.max_handshakes: expected a number from 1 to 10000, not '0'"},
          {"metrics: {max_series: 0}",
           "2: metrics.max_series: expected a number from 1 to 1000000000, not '0'"},
          {"metrics: {max_serie: 9}",
           "2: metrics.max_serie: unknown key; did you mean 'max_series'?"},
          {"plugins: /usr/lib", "2: plugins: expected a map (key: value), not '/usr/lib'"},
          {"plugins: {dir: x}", "2: plugins.dir: unknown key; known here: directory"},
          {"store: {retention: 5s}",
           "2: store.retention: expected a duration from 1h to 36500d, not '5s'"},
          {"store:\n  path: |\n    a\n    b",
           "3: store.path: expected a path on one line, not 'a b '"},
          {"http: {port: 80}", "2: http.port: unknown key; known here: control, hosts or listen"},
          {"http: {hosts: [a, 'a:80']}",
           "2: http.hosts[1]: expected a host name without a port, not 'a:80'"},
          {"http: {listen: localhost:9788}",
           "2: http.listen: expected an IP address and port such as 127.0.0.1:9788 or [::1]:9788, "
           "not 'localhost:9788'"},
          {"http: {listen: 127.0.0.1}",
           "2: http.listen: expected an IP address and port such as 127.0.0.1:9788 or [::1]:9788, "
           "not '127.0.0.1'"},
          {"http: {listen: '127.0.0.1:'}",
           "2: http.listen: expected an IP address and port such as 127.0.0.1:9788 or [::1]:9788, "
           "not '127.0.0.1:'"},
          {"http: {listen: '127.0.0.1:65536'}",
           "2: http.listen: expected an IP address and port such as 127.0.0.1:9788 or [::1]:9788, "
           "not '127.0.0.1:65536'"},
          {"http: {listen: '::1:9788'}",
           "2: http.listen: expected an IP address and port such as 127.0.0.1:9788 or [::1]:9788, "
           "not '::1:9788'"},
          {"http: {listen: '[::1:9788'}",
           "2: http.listen: expected an IP address and port such as 127.0.0.1:9788 or [::1]:9788, "
           "not '[::1:9788'"},
          {"htp: {}", "2: htp: unknown key; did you mean 'http'?"},
      },
      kOne);
}

TEST(Config, ASocketPathMustFitItsAddress) {
  const std::string text = std::string(kOne) + "http: {control: /" + std::string(107, 'x') + "}";
  EXPECT_EQ(error_of(text),
            "/etc/showd/showd.yaml:2: http.control: expected a path of at most 107 bytes, not 108");
}

TEST(Config, FaultsOfCredentialsAreOneLineAndQuoteNoSecret) {
  const char* sources =
      "{credential: NAME}, {file: PATH}, {env: NAME} or {command: [PROGRAM, ...]}";
  const std::string plain = std::string("3: credentials.a.password: expected ") + sources +
                            "; secrets do not stand in this file";
  const std::string several = std::string("3: credentials.a.password: expected one of ") + sources;
  expect_errors(
      {
          {"{}",
           "3: credentials.a: expected at least one of username, password, private_key and enable"},
          {"{username: u, password: hunter2}", plain.c_str()},
          {"{username: u, password: 12345}", plain.c_str()},
          {"{username: u, password: [hunter2]}", plain.c_str()},
          {"{username: u, password: {}}", several.c_str()},
          {"{username: u, password: {env: A, file: b}}", several.c_str()},
          {"{username: u, password: {fiel: b}}",
           "3: credentials.a.password.fiel: unknown key; did you mean 'file'?"},
          {"{user: u}", "3: credentials.a.user: unknown key; did you mean 'username'?"},
          {"{usrname: u}", "3: credentials.a.usrname: unknown key; did you mean 'username'?"},
          {"{private_key: {file: x}}",
           "3: credentials.a: needs a username for its private_key; write username: NAME"},
          {"{username: u, passphrase: {env: X}}",
           "3: credentials.a.passphrase: expected only beside private_key; remove it, or add the "
           "key"},
          {"{password: {credential: ../x}}",
           "3: credentials.a.password.credential: expected the name of a systemd credential of "
           "letters, digits and ._:-, not '../x'"},
          {"{password: {credential: ..}}",
           "3: credentials.a.password.credential: expected the name of a systemd credential, not "
           "'..'"},
          {"{password: {command: pass show x}}",
           "3: credentials.a.password.command: expected a list, not 'pass show x'"},
          {"{password: {command: []}}",
           "3: credentials.a.password.command: expected a program and its arguments, not an empty "
           "list"},
          {"{password: {command: [pass, show]}}",
           "3: credentials.a.password.command[0]: expected a program with its path, not 'pass'"},
      },
      std::string(kOne) + "credentials:\n  a: ");
  expect_errors({{"'a b': {username: u}",
                  "3: credentials.a b: expected a name of letters, digits and ._:- (at most 128)"}},
                std::string(kOne) + "credentials:\n  ");
}

std::vector<std::string> all_faults_of(std::string_view text) {
  Faults faults;
  (void)parse_config(text, "c", Secrets::skip, {}, faults);
  std::vector<std::string> lines;
  for (const Fault& fault : faults.sorted()) lines.push_back(fault.text());
  return lines;
}

TEST(Config, OneFaultHidesNoOther) {
  EXPECT_THAT(
      all_faults_of("inventories:\n"
                    "  core: {file: a, every: often, colour: red}\n"
                    "  edge: {}\n"
                    "credentials:\n"
                    "  ops: {user: x, password: hunter2}\n"
                    "  key: {username: [], enable: {fiel: x}}\n"
                    "polling: {threads: many, keep: alwys}\n"
                    "store: []\n"
                    "htp: {}\n"
                    "http: {listen: x, hosts: [a, 'b:1', c/d]}\n"),
      testing::ElementsAre(
          testing::StartsWith("c:2: inventories.core.every: expected a duration"),
          testing::StartsWith("c:2: inventories.core.colour: unknown key"),
          testing::StartsWith("c:3: inventories.edge: expected either"),
          testing::StartsWith("c:5: credentials.ops.password: expected {credential: NAME}"),
          "c:5: credentials.ops.user: unknown key; did you mean 'username'?",
          "c:6: credentials.key.username: expected a user name, not a list",
          "c:6: credentials.key.enable.fiel: unknown key; did you mean 'file'?",
          "c:7: polling.threads: expected a number from 0 to 256, not 'many'",
          "c:7: polling.keep: expected auto, always or never, not 'alwys'; did you mean 'always'?",
          "c:8: store: expected a map (key: value), not a list",
          "c:9: htp: unknown key; did you mean 'http'?",
          testing::StartsWith("c:10: http.listen: expected an IP address and port"),
          "c:10: http.hosts[1]: expected a host name without a port, not 'b:1'",
          "c:10: http.hosts[2]: expected a host name without a port, not 'c/d'"));
}

TEST(Config, AnErrorHasAllFaultsAndTellsTheFirst) {
  try {
    (void)parse_config("polling: {threads: x}\nhtp: {}\ninventories: {a: {file: b}}\n", "c",
                       Secrets::skip);
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_EQ(error.what(), error.faults()[0].text());
    EXPECT_THAT(error.lines(), testing::SizeIs(2));
    EXPECT_THAT(error.lines(1),
                testing::ElementsAre(error.what(), "and 1 more; showctl check tells them all"));
  }
}

TEST(Faults, AreKeptToAThousandAndCountedBeyond) {
  Faults faults;
  for (int i = 0; i < 1'500; ++i) faults.add({.file = "f", .line = 1'500 - i});
  EXPECT_EQ(faults.errors(), 1'500u);
  EXPECT_EQ(faults.sorted().size(), 1'000u);
  EXPECT_EQ(faults.sorted()[0].line, 501);
}

TEST(Config, NoSecretIsQuotedWhereABlankIsMissing) {
  for (const char* text :
       {"credentials:\n  ops:\n    password:hunter2\n",
        "credentials:\n  ops: {username:u, password:hunter2}\n",
        "credentials:\n  ops:\n    username: u\n    password:hunter2\n",
        "credentials:\n  ops:\n    password:hunter2\n    username: u\n",
        "credentials:\n  ops:\n    password: 'hunter2\n    username: u\n",
        "credentials:\n  ops:\n    password: {env: x\n    username: hunter2\n",
        "credentials:\n  ops:\n    password = hunter2\n",
        "credentials:\n  ops: {password=hunter2}\n",
        "credentials:\n  ops:\n   password: @hunter2\n", "credentials: hunter2\n"}) {
    const auto faults = all_faults_of(std::string(kOne) + text);
    EXPECT_FALSE(faults.empty()) << text;
    for (const std::string& fault : faults)
      EXPECT_EQ(fault.find("hunter"), std::string::npos) << fault;
  }
}

TEST(Config, FilesAreReadWhole) {
  const test::TempDir dir;
  const auto file = dir.write("showd.yaml", kOne);
  const auto config = load_config(file);
  EXPECT_EQ(config->file, file);
  EXPECT_EQ(config->inventories[0].path, dir.path() / "core.yaml");

  const auto expect = [&](const std::filesystem::path& path, const std::string& why) {
    try {
      (void)load_config(path);
      ADD_FAILURE() << "accepted " << path;
    } catch (const ConfigError& error) {
      EXPECT_EQ(error.what(), path.string() + ": cannot be read: " + why);
    }
  };
  expect(dir.path() / "none.yaml", "No such file or directory");
  expect(dir.path(), "is a directory, not a file");
  ASSERT_EQ(::mkfifo((dir.path() / "fifo").c_str(), 0600), 0);
  expect(dir.path() / "fifo", "is not a regular file");
  std::filesystem::resize_file(dir.write("huge.yaml", ""), (64 << 20) + 1);
  expect(dir.path() / "huge.yaml", "is longer than 64 MiB");
}

TEST(Config, KnowsTheFilesThatItWasReadFrom) {
  const test::TempDir dir;
  const auto secret = dir.write("password", "p\n");
  ASSERT_EQ(::chmod(secret.c_str(), 0600), 0);
  const auto file =
      dir.write("showd.yaml", std::string(kOne) +
                                  "credentials: {ops: {username: u, password: {file: password}}}");
  EXPECT_EQ(load_config(file)->files,
            (FilePrints{{file, print_of(file)}, {secret, print_of(secret)}}));
  EXPECT_EQ(load_config(file, Secrets::skip)->files, (FilePrints{{file, print_of(file)}}));
}

TEST(Config, RelativeNamesStartAtTheWorkingDirectory) {
  const test::TempDir dir;
  dir.write("showd.yaml", kOne);
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(dir.path());
  const auto config = load_config("showd.yaml");
  std::filesystem::current_path(before);
  EXPECT_EQ(config->file, dir.path() / "showd.yaml");
  EXPECT_EQ(config->inventories[0].path, dir.path() / "core.yaml");
}

}  // namespace
}  // namespace showd
