#pragma once

#include <filesystem>
#include <string>

#include "textfsm/fault.hpp"

namespace showd::textfsm {

/// The whole of a regular file of at most `limit` bytes. Never waits for a FIFO.
[[nodiscard]] OrFaults<std::string> read_file(const std::filesystem::path& file, std::size_t limit);

}  // namespace showd::textfsm
