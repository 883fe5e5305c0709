#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace showd {

/// No config or inventory is longer; 100,000 devices are about 10 MiB.
inline constexpr std::size_t kLargestFile = 64 << 20;

/// The whole of a regular file. Never waits (a FIFO is refused, not opened for ever).
/// Errors: ConfigError "FILE: cannot be read: why", also for more than `limit` bytes.
[[nodiscard]] std::string read_file(const std::filesystem::path& file,
                                    std::size_t limit = kLargestFile);

}  // namespace showd
