#pragma once

#include <map>
#include <string>

#include "model/device.hpp"

namespace showd {

/// What the credential names of devices mean. Shared as shared_ptr<const Credentials>.
using Credentials = std::map<std::string, Credential>;

}  // namespace showd
