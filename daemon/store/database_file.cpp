#include "store/database_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <string>
#include <system_error>

#include "store/store_error.hpp"

namespace showd {
namespace {

constexpr mode_t kDirectoryMode = 0750;
constexpr mode_t kFileMode = 0640;

[[noreturn]] void refuse(const std::filesystem::path& path, std::string_view doing, int error) {
  const auto why = std::generic_category().message(error);
  throw StoreError({error == ENOSPC || error == EDQUOT ? StoreErrc::full : StoreErrc::no_access,
                    fmt::format("{}: cannot {}: {}", path.string(), doing, why)});
}

/// Only the last directory is made: the ones above are an administrator's decision.
void make_directory(const std::filesystem::path& directory) {
  if (mkdir(directory.c_str(), kDirectoryMode) == 0) {
    chmod(directory.c_str(), kDirectoryMode);  // whatever the umask took away
    return;
  }
  if (errno != EEXIST) refuse(directory, "make the directory", errno);
}

void refuse_network(const std::filesystem::path& directory) {
  struct statfs info {};
  if (statfs(directory.c_str(), &info) != 0) refuse(directory, "look at the directory", errno);
  const auto name = network_file_system(info.f_type);
  if (name.empty()) return;
  throw StoreError({StoreErrc::network_fs,
                    fmt::format("{}: on {}, where SQLite's write-ahead log does not work; put the "
                                "database on a local file system",
                                directory.string(), name)});
}

int open_lock(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kFileMode);
  if (fd < 0) refuse(path, "open for writing", errno);
  fchmod(fd, kFileMode);
  return fd;
}

/// A database that exists is never opened here: closing any descriptor of a file drops all fcntl
/// locks that this process (a reader of ours, say) holds on it.
void make_file(const std::filesystem::path& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode);
  if (fd >= 0) close(fd);
  if (fd < 0 && errno != EEXIST) refuse(path, "create", errno);
  chmod(path.c_str(),
        kFileMode);  // the umask's doing, or an earlier owner's; else theirs to decide
  if (access(path.c_str(), R_OK | W_OK) != 0) refuse(path, "open for writing", errno);
}

std::string holder_of(int fd) {
  std::array<char, 32> text{};
  const auto size = pread(fd, text.data(), text.size(), 0);
  long pid = 0;
  if (size <= 0 || std::from_chars(text.data(), text.data() + size, pid).ec != std::errc{})
    return "another process";
  return fmt::format("process {}", pid);
}

}  // namespace

std::string_view network_file_system(long magic) noexcept {
  struct Row {
    long magic;
    std::string_view name;
  };
  // linux/magic.h, and the same numbers in statfs(2)
  constexpr Row kRows[] = {{0x6969, "nfs"},        {0x517B, "smb"},      {0xFF534D42, "cifs"},
                           {0xFE534D42, "smb2"},   {0x5346414F, "afs"},  {0x01021997, "9p"},
                           {0x00C36400, "ceph"},   {0x01161970, "gfs2"}, {0x7461636F, "ocfs2"},
                           {0x0BD00BD0, "lustre"}, {0x47504653, "gpfs"}};
  for (const Row& row : kRows)
    if ((static_cast<unsigned long>(magic) & 0xFFFFFFFFul) == static_cast<unsigned long>(row.magic))
      return row.name;
  return {};
}

DatabaseFile::DatabaseFile(const std::filesystem::path& path) {
  const auto directory = std::filesystem::absolute(path).parent_path();
  make_directory(directory);
  refuse_network(directory);
  const auto lock_path = path.string() + ".lock";
  lock_ = open_lock(lock_path);
  if (flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    const std::string holder = holder_of(lock_);
    close(lock_);
    throw StoreError({StoreErrc::locked, fmt::format("{}: in use by another showd ({}); one showd "
                                                     "per database",
                                                     path.string(), holder)});
  }
  const std::string pid = fmt::format("{}\n", getpid());
  // The pid is a courtesy to people; the lock is what counts, so a full disk does not matter here.
  if (ftruncate(lock_, 0) != 0 || pwrite(lock_, pid.data(), pid.size(), 0) < 0) errno = 0;
  try {
    make_file(path);
  } catch (...) {
    close(lock_);
    throw;
  }
}

DatabaseFile::~DatabaseFile() { close(lock_); }

}  // namespace showd
