#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string_view>

#include "config/config.hpp"

namespace showd {

/// load_config() without the reading: `text` as if it stood in `file` (absolute).
[[nodiscard]] std::shared_ptr<const Config> parse_config(std::string_view text,
                                                         const std::filesystem::path& file,
                                                         Secrets secrets,
                                                         const std::stop_token& stop = {});

/// For those who go on: see load_config().
[[nodiscard]] std::shared_ptr<const Config> parse_config(std::string_view text,
                                                         const std::filesystem::path& file,
                                                         Secrets secrets,
                                                         const std::stop_token& stop,
                                                         Faults& faults);

}  // namespace showd
