#include "poll/command_check.hpp"

#include <fmt/format.h>

#include "base/utf8.hpp"
#include "dialect/allow_list.hpp"

namespace showd {
namespace {

constexpr std::size_t kShown = 120;  // bytes of a command

CommandObjection not_allowed(const std::string& platform, std::string_view command) {
  return {fmt::format("'{}' is not a read-only command{}{}", printable(command, kShown),
                      platform.empty() ? "" : " for ", platform),
          "showd only reads: remove it"};
}

/// Each poll would end as parse_failed.
CommandObjection not_read(const Platform& platform, std::string_view command) {
  return {fmt::format("{} does not read the output of '{}'", platform.name(),
                      printable(command, kShown)),
          fmt::format("it reads: {}", fmt::join(platform.commands(), ", "))};
}

}  // namespace

std::function<std::optional<CommandObjection>(const std::string&, std::string_view)> command_check(
    const PlatformRegistry& platforms) {
  return [&platforms](const std::string& name,
                      std::string_view command) -> std::optional<CommandObjection> {
    const Platform* const platform = platforms.find(name);
    const bool allowed =
        platform != nullptr ? platform->compiled_dialect()->allows(command) : is_read_only(command);
    if (!allowed) return not_allowed(name, command);
    if (platform != nullptr && !platform->reads(command)) return not_read(*platform, command);
    return std::nullopt;
  };
}

}  // namespace showd
