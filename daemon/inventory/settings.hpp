#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/yaml.hpp"
#include "inventory/inventory.hpp"
#include "model/device.hpp"

namespace showd {

/// The keys that `defaults`, a group and a device share. Absent: somebody else may say it.
struct Settings {
  std::optional<std::string> address;
  std::optional<std::uint16_t> port;
  std::optional<std::string> platform;  ///< aliases resolved
  std::optional<TransportKind> transport;
  std::optional<std::vector<std::string>> credentials;
  std::optional<std::vector<std::string>> commands;
  std::optional<bool> legacy;
  std::optional<bool> enable;
  std::optional<HostKeyPolicy> hostkeys;
  std::optional<Keep> keep;
  std::optional<std::chrono::milliseconds> deadline;
  std::optional<std::string> prompt;  ///< this and the next two: PCRE2, compiled once
  std::optional<std::string> username_prompt;
  std::optional<std::string> password_prompt;
  std::optional<std::string> line_end;
  std::optional<std::vector<DialectChanges::Answer>> answers;
  std::map<std::string, std::string> labels;
  bool whole = true;  ///< false: something was refused, so that what is missing may stand there
};

/// Asks `map` for the shared keys and checks them; keys beyond those are the caller's. What is
/// refused is noted and absent.
[[nodiscard]] Settings read_settings(YamlMap& map, const InventoryContext& context);

/// Errors: ConfigError at `place` for a command that devices of `platform` are never asked.
void check_command(const YamlValue& place, const std::string& command,
                   const InventoryContext& context, const std::string& platform);

/// Takes from `outer` what `inner` does not say; labels one by one. Whole is what both are.
void inherit(Settings& inner, const Settings& outer);

}  // namespace showd
