#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace showd {

/// Which file it is, whatever its name.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  bool operator==(const FileIdentity&) const = default;
};

/// Of what `path` names now, through symbolic links; nothing when nothing is there.
[[nodiscard]] std::optional<FileIdentity> identity_of(const std::filesystem::path& path) noexcept;

/// The file as the one writer holds it: directory and file made with the modes that let the group
/// read (0750, 0640; -wal and -shm take the file's), and locked so that there is one showd per
/// database. The lock is an flock on the file itself: symbolic and hard links are names of the same
/// file. A second one, on FILE.lock beside it, keeps the name and tells people the holder's pid.
///
/// Closing a descriptor of a file drops all fcntl locks that the process holds on it, SQLite's too
/// (flock's are others): so this goes after the last connection.
/// Both locks are released by the destructor or by the kernel when the process dies.
class DatabaseFile {
 public:
  /// Errors: StoreError (locked with the holder's pid, network_fs, no_access, full).
  explicit DatabaseFile(std::filesystem::path path);

  /// The file itself, where every symbolic link ends.
  [[nodiscard]] const std::filesystem::path& real_path() const noexcept { return real_path_; }
  [[nodiscard]] FileIdentity identity() const noexcept { return identity_; }
  /// SQLite's header as it stands in the file; shorter when the file is.
  [[nodiscard]] std::string head() const;
  /// Whether the path that was asked for still leads to this file.
  [[nodiscard]] bool in_place() const noexcept { return identity_of(path_) == identity_; }

 private:
  std::filesystem::path path_;
  std::filesystem::path real_path_;
  Descriptor name_lock_;
  Descriptor file_lock_;
  FileIdentity identity_;
};

/// "nfs" for NFS_SUPER_MAGIC and so on (statfs(2)); empty for file systems on which WAL's shared
/// memory works.
[[nodiscard]] std::string_view network_file_system(long magic) noexcept;

}  // namespace showd
