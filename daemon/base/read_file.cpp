#include "base/read_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/descriptor.hpp"

namespace showd {
namespace {

tl::unexpected<std::string> refuse(std::string why) {
  return tl::unexpected<std::string>(std::move(why));
}

tl::unexpected<std::string> refuse(int error) {
  return refuse(std::generic_category().message(error));
}

}  // namespace

tl::expected<std::string, std::string> read_regular_file(const std::filesystem::path& file,
                                                         std::size_t limit) {
  // O_NONBLOCK: opening a FIFO without a writer returns at once.
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!in) return refuse(errno);
  struct stat about {};
  if (::fstat(in.get(), &about) != 0) return refuse(errno);
  if (S_ISDIR(about.st_mode)) return refuse("is a directory, not a file");
  if (!S_ISREG(about.st_mode)) return refuse("is not a regular file");
  std::string text;
  const auto stated = static_cast<std::size_t>(about.st_size);
  for (std::size_t room = stated + 1; text.size() <= limit; room = 64 << 10) {
    const std::size_t had = text.size();
    text.resize(had + std::min(room, limit + 1 - had));  // a file may grow while it is read
    const ssize_t got = ::read(in.get(), text.data() + had, text.size() - had);
    if (got < 0 && errno != EINTR) return refuse(errno);
    text.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    // One byte more than the file has was asked for. (Files of the kernel's say that they have none.)
    const bool was_all = stated > 0 && text.size() == stated && stated <= limit;
    if (got == 0 || was_all) return text;
  }
  return refuse(fmt::format("is longer than {} MiB", limit >> 20));
}

}  // namespace showd
