#pragma once

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/yaml.hpp"

namespace showd {

/// How the `credentials` are read.
struct SecretReading {
  const std::filesystem::path& folder;     ///< where relative paths begin
  Secrets secrets;                         ///< under `skip` entries are checked, nothing is fetched
  const std::stop_token& stop;             ///< cuts programs short
  std::vector<std::string>& out_of_reach;  ///< see Config
  FilePrints& files;                       ///< see Config; those that are read are noted in it
};

/// The `credentials` map, by name. Faults are noted; what has them has a user name all the same,
/// so that no device is blamed for it. Errors: ConfigError if it is no map.
[[nodiscard]] std::map<std::string, Credential> read_credentials(const YamlValue& value,
                                                                 const SecretReading& reading);

}  // namespace showd
