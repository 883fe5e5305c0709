#include "config/read_file.hpp"

#include "base/read_file.hpp"
#include "config/config.hpp"

namespace showd {

std::string read_file(const std::filesystem::path& file, std::size_t limit) {
  auto text = read_regular_file(file, limit);
  if (!text) {
    Fault fault;
    fault.file = file.string();
    fault.key = kWholeFile;
    fault.message = "cannot be read: " + text.error();
    fault.remedy = "name a file that can be read";
    fault.remedy_is_said = true;
    throw ConfigError(std::move(fault));
  }
  return std::move(*text);
}

}  // namespace showd
