#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/file_print.hpp"
#include "config/fault.hpp"
#include "model/device.hpp"
#include "model/metric_choice.hpp"
#include "model/polling_limits.hpp"

namespace showd {

/// Where a named set of devices comes from, and when it is asked.
struct InventorySource {
  std::string name;
  std::filesystem::path path;  ///< absolute
  bool is_directory = false;   ///< then every *.yaml and *.yml in it, in name order
  std::chrono::milliseconds every{60'000};
  std::chrono::milliseconds spread{0};  ///< 0: polls of a run begin at once (handshakes are capped)
  MetricChoice metrics;
  bool operator==(const InventorySource&) const = default;
};

/// What `polling:` says of devices whose inventory says nothing else.
struct DeviceDefaults {
  std::chrono::milliseconds deadline{30'000};
  Keep keep = Keep::automatic;
  HostKeyPolicy hostkeys = HostKeyPolicy::pin;
  bool operator==(const DeviceDefaults&) const = default;
};

struct StoreOptions {
  std::filesystem::path path = "/var/lib/showd/showd.db";
  std::chrono::milliseconds retention{std::chrono::hours(24 * 365)};
  bool operator==(const StoreOptions&) const = default;
};

struct HttpOptions {
  std::string address = "127.0.0.1";                     ///< IP literal
  std::uint16_t port = 9788;                             ///< 0: any free one, told in the log
  std::vector<std::string> hosts;                        ///< more names that `listen` answers to
  std::filesystem::path control = "/run/showd/control";  ///< AF_UNIX socket; empty: none
  bool operator==(const HttpOptions&) const = default;
};

/// showd.yaml, read whole and checked. Immutable: shared as shared_ptr<const Config>.
struct Config {
  std::filesystem::path file;
  std::vector<InventorySource> inventories;  ///< by name
  std::map<std::string, Credential> credentials;
  PollingLimits polling;
  DeviceDefaults device_defaults;
  std::filesystem::path plugins = "/usr/lib/showd/plugins";
  StoreOptions store;
  HttpOptions http;
  std::size_t max_series = 0;  ///< of all devices and interfaces on /metrics; 0: no limit
  /// Under Secrets::check, the secrets that are for the unit alone: "FILE:LINE: key.path: why".
  std::vector<std::string> out_of_reach;
  bool whole = true;  ///< false: something was refused, and others are not to be blamed for that
  /// What it was read from: its own file and those of secrets, as they were then.
  FilePrints files;
  /// Where its keys stand, "credentials.ops.password" -> line, three levels deep.
  std::map<std::string, int> lines;

  /// At `key` or, where that is not written, its nearest outer one.
  [[nodiscard]] Fault fault_at(std::string key, std::string message, std::string remedy) const;
};

/// Whether secrets are fetched. `skip` leaves them empty: for commands that ask no device, so that
/// a reader of the store needs no right to the passwords.
/// `check` fetches them, but goes on without those that only the unit may read, with a warning.
enum class Secrets : std::uint8_t { read, skip, check };

/// Reads and checks `file` and every credential it names ({credential: NAME} from
/// $CREDENTIALS_DIRECTORY, {file: PATH} with no access for others, {env: NAME}, {command: [...]}).
/// Does not look at the inventories' own files: see load_inventories().
/// Blocks: programs may take 10 s each, and `stop` cuts them short. Thread: main at the start, a
/// helper at a reload. Errors: ConfigError, with all faults of the file.
[[nodiscard]] std::shared_ptr<const Config> load_config(const std::filesystem::path& file,
                                                        Secrets secrets = Secrets::read,
                                                        const std::stop_token& stop = {});

/// load_config() for those who go on: what could be read of it, with its faults in `faults`.
/// nullptr: the file could not be read at all.
[[nodiscard]] std::shared_ptr<const Config> load_config(const std::filesystem::path& file,
                                                        Secrets secrets, Faults& faults);

}  // namespace showd
