#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "model/command_objection.hpp"
#include "platform/platform.hpp"

namespace showd {

/// Why a session on a device of that platform would not type the command, or the platform not read
/// its output; for those who judge commands before there is a session. An unknown or empty
/// platform: what most would type. `platforms` is borrowed. Thread: any.
[[nodiscard]] std::function<std::optional<CommandObjection>(const std::string& platform,
                                                            std::string_view command)>
command_check(const PlatformRegistry& platforms);

}  // namespace showd
