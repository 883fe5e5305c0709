#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/known_device.hpp"
#include "store/operation.hpp"
#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace showd {

/// The last known state of one device, or of all. Errors: sqlite::Error.
[[nodiscard]] std::vector<KnownDevice> read_known(sqlite::Connection& db,
                                                  const std::optional<std::string>& device);
[[nodiscard]] std::vector<PinnedKey> read_host_keys(sqlite::Connection& db);
/// Both, and the `devices` that are watched.
[[nodiscard]] Present read_present(sqlite::Connection& db, const SetDevices& devices);

}  // namespace showd
