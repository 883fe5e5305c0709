#pragma once

#include "ctl/command_line.hpp"

namespace showd {

/// `showctl show device NAME...`: all that is known of a device. What the database knows; what the
/// inventories say of it, unless it left them; and what the running daemon is about to do, if one
/// runs.
[[nodiscard]] int show_device(const CommandLine& line);

}  // namespace showd
