#pragma once

#include <string>

namespace showd {

/// Why a device is not to be polled by a command, and what to do about that.
struct CommandObjection {
  std::string why;
  std::string remedy;
};

}  // namespace showd
