#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "base/asio.hpp"

namespace showd {

/// Tells when one of a set of files or directories changed: written and closed, renamed over,
/// created, removed (inotify on the containing directories, so editors' and Ansible's renames are
/// seen). Bursts are one call: `changed` runs 200 ms after the last event.
/// Thread: main's loop.
class FileWatch {
 public:
  FileWatch(asio::io_context& loop, std::vector<std::filesystem::path> paths,
            std::function<void()> changed);
  ~FileWatch();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace showd
