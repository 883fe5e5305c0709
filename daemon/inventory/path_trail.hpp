#pragma once

#include <filesystem>
#include <functional>

namespace showd {

/// Walks `path` as the kernel would and calls `step(folder, name)` for every folder entry that
/// decides where it leads: each component, and for a symbolic link those of its target as well
/// (/etc/x/core.yaml -> ..data/core.yaml: also "..data" in /etc/x and what that links to).
/// Each step is called before its entry is looked at, so that who begins to watch there misses
/// nothing. Ends early where an entry does not exist, or after 64 links.
/// Returns where it ended: the target without links, or the last folder that exists.
std::filesystem::path walk_path(
    const std::filesystem::path& path,
    const std::function<void(const std::filesystem::path& folder, const std::string& name)>& step);

}  // namespace showd
