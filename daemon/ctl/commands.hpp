/// showctl's subcommands. Each returns the exit status; errors that concern the call as a whole
/// are thrown (UsageError, ConfigError, std::runtime_error) and told by main.
#pragma once

#include "ctl/command_line.hpp"

namespace showd {

[[nodiscard]] int check_command(const CommandLine& line);
[[nodiscard]] int run_command(const CommandLine& line);
[[nodiscard]] int poll_command(const CommandLine& line);
[[nodiscard]] int show_command(const CommandLine& line);
[[nodiscard]] int hostkey_command(const CommandLine& line);
[[nodiscard]] int plugin_command(const CommandLine& line);
[[nodiscard]] int parse_command(const CommandLine& line);

}  // namespace showd
