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
#include <utility>

#include "base/log.hpp"
#include "store/store_error.hpp"

namespace showd {
namespace {

constexpr mode_t kDirectoryMode = 0750;
constexpr mode_t kFileMode = 0640;
constexpr std::size_t kHeadBytes = 100;  // sqlite.org/fileformat2.html, 1.3

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

constexpr int kLinksFollowed = 40;  // as the kernel does (path_resolution(7))

/// Also through a last link that leads to nothing: the file is made where it leads to.
std::filesystem::path resolved(std::filesystem::path path) {
  path = std::filesystem::absolute(path);
  std::error_code error;
  for (int i = 0; i < kLinksFollowed && std::filesystem::is_symlink(path, error); ++i)
    path = path.parent_path() / std::filesystem::read_symlink(path, error);
  return std::filesystem::weakly_canonical(path.parent_path(), error) / path.filename();
}

[[noreturn]] void locked(const std::filesystem::path& path, std::optional<long> pid) {
  const std::string holder = pid ? fmt::format("process {}", *pid) : "another process";
  throw StoreError({StoreErrc::locked, fmt::format("{}: in use by another showd ({}); one showd "
                                                   "per database",
                                                   path.string(), holder)});
}

std::optional<long> pid_in(const Descriptor& lock) {
  std::array<char, 32> text{};
  const auto size = pread(lock.get(), text.data(), text.size(), 0);
  long pid = 0;
  if (size <= 0 || std::from_chars(text.data(), text.data() + size, pid).ec != std::errc{})
    return std::nullopt;
  return pid;
}

/// SQLite's own lock says who has the file open, under whatever name. Where it lies: sqlite3.h's
/// file format, 1.3.4 "The Lock-Byte Page".
std::optional<long> pid_of_connection(const Descriptor& file) {
  struct flock held {};
  held.l_type = F_WRLCK;
  held.l_whence = SEEK_SET;
  held.l_start = 0x40000000;
  held.l_len = 512;
  if (fcntl(file.get(), F_GETLK, &held) != 0 || held.l_type == F_UNLCK || held.l_pid <= 0)
    return std::nullopt;
  return held.l_pid;
}

/// False: somebody else holds it.
bool lock_now(const Descriptor& file, const std::filesystem::path& path) {
  if (flock(file.get(), LOCK_EX | LOCK_NB) == 0) return true;
  if (errno != EWOULDBLOCK) refuse(path, "lock", errno);
  return false;
}

Descriptor lock_name(const std::filesystem::path& database) {
  const std::string path = database.string() + ".lock";
  Descriptor lock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, kFileMode));
  if (!lock) refuse(path, "open for writing", errno);
  fchmod(lock.get(), kFileMode);
  if (!lock_now(lock, path)) locked(database, pid_in(lock));
  return lock;
}

/// The pid is a courtesy to people; the lock is what counts, so a full disk does not matter here.
void write_pid(const Descriptor& lock) {
  const std::string pid = fmt::format("{}\n", getpid());
  if (ftruncate(lock.get(), 0) != 0 || pwrite(lock.get(), pid.data(), pid.size(), 0) < 0) errno = 0;
}

Descriptor open_or_make(const std::filesystem::path& path) {
  constexpr int kFlags = O_RDWR | O_CLOEXEC | O_NONBLOCK;
  Descriptor file(open(path.c_str(), kFlags | O_CREAT | O_EXCL, kFileMode));
  if (!file && errno != EEXIST) refuse(path, "create", errno);
  if (!file) file = Descriptor(open(path.c_str(), kFlags));
  if (!file) refuse(path, "open for writing", errno);
  return file;
}

Descriptor lock_file(const std::filesystem::path& path, FileIdentity& identity) {
  Descriptor file = open_or_make(path);
  struct stat status {};
  if (fstat(file.get(), &status) != 0) refuse(path, "look at the file", errno);
  if (!S_ISREG(status.st_mode))
    throw StoreError({StoreErrc::no_access, fmt::format("{}: no regular file", path.string())});
  if (!lock_now(file, path)) locked(path, pid_of_connection(file));
  fchmod(file.get(), kFileMode);  // the umask's doing, or an earlier owner's; else theirs to decide
  if (status.st_nlink > 1)
    log::warning(
        {.event = log::Event::store_notice},
        "store: {} has {} names (hard links): after a crash SQLite finds what was not yet written "
        "into it beside this name only",
        path.string(), status.st_nlink);
  identity = {status.st_dev, status.st_ino};
  return file;
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

std::optional<FileIdentity> identity_of(const std::filesystem::path& path) noexcept {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileIdentity{status.st_dev, status.st_ino};
}

DatabaseFile::DatabaseFile(std::filesystem::path path)
    : path_(std::move(path)), real_path_(resolved(path_)) {
  const auto directory = real_path_.parent_path();
  make_directory(directory);
  refuse_network(directory);
  name_lock_ = lock_name(real_path_);
  file_lock_ = lock_file(real_path_, identity_);
  write_pid(name_lock_);
}

std::string DatabaseFile::head() const {
  std::string head(kHeadBytes, '\0');
  const auto size = pread(file_lock_.get(), head.data(), head.size(), 0);
  head.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return head;
}

}  // namespace showd
