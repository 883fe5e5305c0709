#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/asio.hpp"
#include "base/helpers.hpp"
#include "inventory/watch.hpp"

namespace showd {

/// What stands in a file, to compare with: a hash. Absent: it cannot be read.
using FilePrint = std::optional<std::uint64_t>;
/// Blocks.
[[nodiscard]] FilePrint print_of(const std::filesystem::path& file);

/// Says when the config file is no longer what runs: a person who edits it has to ask for it
/// (inventories are taken over by themselves). Contents count: a file that is only touched, or
/// edited back, is what runs.
/// Thread: main's.
class ConfigWatch {
 public:
  /// `in_force`: the print that was taken just before the config was read, so that an edit that
  /// falls between is seen. `main` and `helpers` are borrowed; the helpers have stopped before
  /// `main` goes. Errors: std::system_error if the kernel grants no inotify instance.
  ConfigWatch(asio::io_context& main, Helpers& helpers, std::filesystem::path file,
              FilePrint in_force);

  /// The config was read anew, right after this print was taken.
  void reloaded(FilePrint in_force);
  [[nodiscard]] bool differs() const noexcept { return differs_; }

 private:
  void look();
  void compare(FilePrint now);
  void tell(FilePrint now) const;

  asio::io_context& main_;
  Helpers& helpers_;
  const std::filesystem::path file_;
  FilePrint in_force_;
  FilePrint seen_;  ///< when it was last looked at
  bool differs_ = false;
  FileWatch watch_;
};

}  // namespace showd
