#include "config/read_file.hpp"

#include <fmt/format.h>

#include "base/read_file.hpp"
#include "config/config.hpp"

namespace showd {

std::string read_file(const std::filesystem::path& file, std::size_t limit) {
  auto text = read_regular_file(file, limit);
  if (!text) throw ConfigError(fmt::format("{}: cannot be read: {}", file.string(), text.error()));
  return std::move(*text);
}

}  // namespace showd
