#pragma once

#include <filesystem>
#include <string_view>

namespace showd {

/// The file as the one writer holds it: directory and file made with the modes that let the group
/// read (0750, 0640; -wal and -shm take the file's), and an flock on FILE.lock so that there is one
/// showd per database. Released by the destructor or by the kernel when the process dies.
class DatabaseFile {
 public:
  /// Errors: StoreError (locked with the holder's pid, network_fs, no_access).
  explicit DatabaseFile(const std::filesystem::path& path);
  DatabaseFile(const DatabaseFile&) = delete;
  DatabaseFile& operator=(const DatabaseFile&) = delete;
  ~DatabaseFile();

 private:
  int lock_;
};

/// "nfs" for NFS_SUPER_MAGIC and so on (statfs(2)); empty for file systems on which WAL's shared
/// memory works.
[[nodiscard]] std::string_view network_file_system(long magic) noexcept;

}  // namespace showd
