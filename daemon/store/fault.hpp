#pragma once

#include <filesystem>

#include "store/sqlite.hpp"
#include "store/store_error.hpp"

namespace showd {

/// SQLite's code as ours, with the file's name and what a person can do about it.
[[nodiscard]] StoreFault fault_of(const sqlite::Error& error, const std::filesystem::path& path);

}  // namespace showd
