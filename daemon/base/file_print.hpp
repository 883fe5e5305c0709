#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>

namespace showd {

/// What stands in a file, to compare with: fnv1a() of it. Absent: it cannot be read.
using FilePrint = std::optional<std::uint64_t>;
using FilePrints = std::map<std::filesystem::path, FilePrint>;

/// Of a regular file. Keeps no copy of what it reads, for it may be a secret. Blocks, but not on a
/// FIFO.
[[nodiscard]] FilePrint print_of(const std::filesystem::path& file);

}  // namespace showd
