#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "platform/platform.hpp"

namespace showd {

/// Whether a session on a device of that platform would type the command, for those who judge
/// commands before there is a session. An unknown or empty platform: what most would.
/// `platforms` is borrowed. Thread: any.
[[nodiscard]] std::function<bool(const std::string& platform, std::string_view command)>
command_check(const PlatformRegistry& platforms);

}  // namespace showd
