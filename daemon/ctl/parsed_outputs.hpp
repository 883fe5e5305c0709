/// Rows instead of outputs, for `run --parse`. What could not be made sense of becomes the result's
/// error; how much was understood is told on standard error.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ctl/command_line.hpp"
#include "model/poll_result.hpp"
#include "platform/platform.hpp"

namespace showd {

using Results = std::map<std::string, PollResult>;  ///< by device; with outputs, not parsed yet

/// Interfaces, by the plugin of each device's platform; those of several commands are merged.
void print_interfaces(Results& results, const PlatformRegistry& platforms, const CommandLine& line);

/// Records by TextFSM templates, with the device first, and the command if there are `several`.
/// Errors: std::runtime_error (templates).
void print_records(Results& results, bool several, const CommandLine& line);

}  // namespace showd
