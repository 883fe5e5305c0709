#include "textfsm/read_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace showd::textfsm {

OrFaults<std::string> read_file(const std::filesystem::path& file, std::size_t limit) {
  const auto refuse = [&](const std::string& why) {
    return tl::unexpected<Faults>(Faults{{file.string(), 0, why}});
  };
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) return refuse("there is no such file");
  if (!std::filesystem::is_regular_file(status)) return refuse("not a regular file");
  const std::uintmax_t size = std::filesystem::file_size(file, error);
  if (error || size > limit) return refuse(fmt::format("larger than {} bytes", limit));
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(size));
  if (!stream) return refuse(fmt::format("cannot be read: {}", std::strerror(errno)));
  return bytes;
}

}  // namespace showd::textfsm
