#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <tl/expected.hpp>

namespace showd {

/// The whole of a regular file of at most `limit` bytes. Never waits: a FIFO is refused, not opened
/// for ever. The error says why, without the file's name: "No such file or directory".
[[nodiscard]] tl::expected<std::string, std::string> read_regular_file(
    const std::filesystem::path& file, std::size_t limit);

}  // namespace showd
