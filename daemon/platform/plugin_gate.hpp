/// The gate between a plugin's static data and the daemon: whatever comes through is a copy, with
/// every string bounded, every list ended, the version fit and the defaults filled in.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "model/dialect.hpp"
#include "platform/canonical_name.hpp"
#include "showd/plugin.h"

namespace showd {

using PluginParse = showd_status (*)(std::uint32_t, showd_text, const showd_sink*);

/// One platform as its plugin states it. A value; `parse` is the one thing that still points into
/// the library.
struct PlatformData {
  std::string name;
  std::string version;
  std::uint32_t abi_major = 0;
  std::uint32_t abi_minor = 0;
  std::vector<std::string> aliases;
  std::vector<std::string> commands;
  std::vector<std::string> more_commands;
  CanonicalNames canonical;
  Dialect dialect;
  PluginParse parse = nullptr;
};

/// Why a plugin is refused; one line that names the member at fault.
class PluginRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The chain of platforms that starts at `first` (a library's showd_plugin), in its order.
/// Errors: PluginRefused.
[[nodiscard]] std::vector<PlatformData> pass_gate(const showd_plugin_api* first);

}  // namespace showd
