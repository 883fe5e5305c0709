#include "poll/command_check.hpp"

#include "dialect/allow_list.hpp"

namespace showd {

std::function<bool(const std::string&, std::string_view)> command_check(
    const PlatformRegistry& platforms) {
  return [&platforms](const std::string& name, std::string_view command) {
    const Platform* platform = platforms.find(name);
    return platform != nullptr ? platform->compiled_dialect()->allows(command)
                               : is_read_only(command);
  };
}

}  // namespace showd
