#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "base/asio.hpp"

namespace showd {

/// Tells when one of a set of files or directories changed: written and closed, renamed over,
/// created, removed, made readable. Seen by inotify on the folders that the paths lead through, by
/// name, symbolic links followed: so editors' and Ansible's renames, Kubernetes' swap of `..data`,
/// and a folder that vanishes and comes back are seen, and other files beside are not. Of a
/// directory its *.yaml and *.yml files matter.
/// Bursts are one call: `changed` runs 200 ms after the last event. Files that other machines
/// change on a network file system make no events; SIGHUP is for those.
///
/// To miss nothing: make the watch first, then read the files. `changed` may destroy the watch.
/// Thread: that of `loop`, which must outlive it.
/// Errors: std::system_error if the kernel grants no inotify instance.
class FileWatch {
 public:
  FileWatch(asio::io_context& loop, std::vector<std::filesystem::path> paths,
            std::function<void()> changed);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// A new watch in the place of `watch`. If the kernel grants no instance for it, the one before
/// goes on, and the log tells. Errors: std::system_error if there is none before.
void renew(std::unique_ptr<FileWatch>& watch, asio::io_context& loop,
           std::vector<std::filesystem::path> paths, std::function<void()> changed);

}  // namespace showd
