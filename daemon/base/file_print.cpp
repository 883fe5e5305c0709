#include "base/file_print.hpp"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "base/descriptor.hpp"
#include "base/hash.hpp"

namespace showd {
namespace {

bool is_regular(int descriptor) {
  struct stat about {};
  return ::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
}

/// Zeroed before it is given back.
struct Chunk {
  std::array<char, 4096> bytes{};
  ~Chunk() { ::explicit_bzero(bytes.data(), bytes.size()); }
};

}  // namespace

FilePrint print_of(const std::filesystem::path& file) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!in || !is_regular(in.get())) return std::nullopt;
  Chunk chunk;
  std::uint64_t hash = fnv1a("");
  for (;;) {
    const ssize_t got = ::read(in.get(), chunk.bytes.data(), chunk.bytes.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) return hash;
    hash = fnv1a_more(hash, {chunk.bytes.data(), static_cast<std::size_t>(got)});
  }
}

}  // namespace showd
