#include "config/secret_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "base/descriptor.hpp"
#include "config/wiped_buffer.hpp"

namespace showd {
namespace {

std::string reason(int error) { return std::generic_category().message(error); }

Descriptor open_file(const std::filesystem::path& file) {
  Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (in) return in;
  const int error = errno;
  const std::string why = fmt::format("{} cannot be read: {}", file.string(), reason(error));
  if (error == EACCES) throw SecretOutOfReach(why);
  throw SecretError(why);
}

Secret read_all(const Descriptor& in, const std::filesystem::path& file) {
  WipedBuffer buffer;
  for (ssize_t got = -1; got != 0 && !buffer.too_long();) {
    got = buffer.read_from(in.get());
    if (got < 0 && errno != EINTR)
      throw SecretError(fmt::format("{} cannot be read: {}", file.string(), reason(errno)));
  }
  if (buffer.too_long())
    throw SecretError(fmt::format("{} is longer than {} bytes", file.string(), kLargestSecret));
  if (buffer.text().empty()) throw SecretError(fmt::format("{} is empty", file.string()));
  return Secret(buffer.text());
}

}  // namespace

ssize_t WipedBuffer::read_from(int descriptor) {
  const ssize_t got = ::read(descriptor, bytes_.data() + size_, bytes_.size() - size_);
  if (got > 0) size_ += static_cast<std::size_t>(got);
  return got;
}

Secret secret_from_file(const std::filesystem::path& file) {
  const Descriptor in = open_file(file);
  struct stat about {};
  if (::fstat(in.get(), &about) != 0 || !S_ISREG(about.st_mode))
    throw SecretError(fmt::format("{} is not a regular file", file.string()));
  if (about.st_uid != 0 && about.st_uid != ::geteuid())
    throw SecretError(fmt::format("{} belongs to user {}, neither to root nor to this one",
                                  file.string(), about.st_uid));
  if ((about.st_mode & 077) != 0)
    throw SecretError(
        fmt::format("others have access to {} (mode {:04o})", file.string(), about.st_mode & 07777),
        fmt::format("chmod 600 {}", file.string()));
  return read_all(in, file);
}

Secret secret_from_credential(const std::string& name) {
  const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
  if (directory == nullptr || *directory == '\0')
    throw SecretOutOfReach("$CREDENTIALS_DIRECTORY is not set",
                           fmt::format("the unit's LoadCredential={}:PATH sets it", name));
  const std::filesystem::path file = std::filesystem::path(directory) / name;
  return read_all(open_file(file), file);
}

Secret secret_from_environment(const std::string& variable) {
  const char* value = std::getenv(variable.c_str());
  if (value == nullptr) throw SecretError(fmt::format("${} is not set", variable));
  if (*value == '\0') throw SecretError(fmt::format("${} is empty", variable));
  return Secret(value);
}

Secret as_text(const Secret& secret) {
  std::string_view text = secret.reveal();
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    throw SecretError("is UTF-16", "save it as UTF-8");
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return Secret(text);
}

Secret as_line(const Secret& secret) {
  std::string_view line = secret.reveal();
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) throw SecretError("is an empty line");
  if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
    throw SecretError("is more than one line");
  return Secret(line);
}

}  // namespace showd
