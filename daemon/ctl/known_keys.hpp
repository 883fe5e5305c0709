#pragma once

#include <filesystem>

#include "poll/host_keys.hpp"

namespace showd {

/// What the daemon pinned. When its database is not there or not ours to read, every key is one of
/// first contact, trusted for this call only.
void trust_known_keys(const std::filesystem::path& database, HostKeys& keys);

}  // namespace showd
