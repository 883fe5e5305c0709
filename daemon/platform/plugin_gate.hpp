/// The gate between a plugin's static data and the daemon: whatever comes through is a copy, with
/// every string bounded, every list ended, the version fit and the defaults filled in. Its patterns
/// compile, and what it has a session type is on the allow-list.
#pragma once

#include <memory>
#include <stdexcept>
#include <vector>

#include "dialect/compiled_dialect.hpp"
#include "platform/canonical_name.hpp"
#include "platform/platform.hpp"
#include "showd/plugin.h"

namespace showd {

using PluginParse = showd_status (*)(std::uint32_t, showd_text, const showd_sink*);

/// One platform as its plugin states it; the file is for the registry to fill in. A value; `parse`
/// is the one thing that still points into the library.
struct PlatformData : PluginInfo {
  CanonicalNames canonical;
  std::shared_ptr<const CompiledDialect> dialect;
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
