#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/known_device.hpp"
#include "store/operation.hpp"
#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace showd {

/// Reads the last known state of devices, one at a time, by statements that are prepared once: at a
/// first start the recorder asks for each of thousands. Errors: sqlite::Error.
class KnownReader {
 public:
  explicit KnownReader(sqlite::Connection& db);
  /// Nothing: the file has never heard of it.
  [[nodiscard]] std::optional<KnownDevice> read(const std::string& device);
  /// All that the file has heard of, by name.
  [[nodiscard]] std::vector<KnownDevice> read_all();

 private:
  [[nodiscard]] std::vector<KnownDevice::Port> read_ports(std::int64_t device);
  void read_addresses(std::int64_t device, std::vector<KnownDevice::Port>& ports);

  sqlite::Statement names_, device_, ports_, addresses_;
};

[[nodiscard]] std::vector<PinnedKey> read_host_keys(sqlite::Connection& db);

}  // namespace showd
