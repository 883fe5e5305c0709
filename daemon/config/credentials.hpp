#pragma once

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>

#include "config/config.hpp"
#include "config/yaml.hpp"

namespace showd {

/// The `credentials` map, by name. `folder`: where relative paths begin. Under Secrets::skip the
/// entries are checked, but no secret is fetched. `stop` cuts programs short. Errors: ConfigError.
[[nodiscard]] std::map<std::string, Credential> read_credentials(
    const YamlValue& value, const std::filesystem::path& folder, Secrets secrets,
    const std::stop_token& stop);

}  // namespace showd
