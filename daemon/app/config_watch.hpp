#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>

#include "base/asio.hpp"
#include "base/file_print.hpp"
#include "base/helpers.hpp"
#include "inventory/watch.hpp"

namespace showd {

/// Says when the config file, or a secret's file that it names, is no longer what runs: a person
/// who edits one has to ask for it (inventories are taken over by themselves). Contents count: a
/// file that is only touched, or edited back, is what runs.
/// Thread: main's.
class ConfigWatch {
 public:
  /// `in_force`: the files of the config that runs, as they were read (Config::files). `main` and
  /// `helpers` are borrowed; the helpers have stopped before `main` goes.
  /// Errors: std::system_error if the kernel grants no inotify instance.
  ConfigWatch(asio::io_context& main, Helpers& helpers, const FilePrints& in_force);

  /// From now on these run. Without descriptors to watch them, those watched before still are.
  void reloaded(const FilePrints& in_force);
  [[nodiscard]] bool differs() const;

 private:
  struct File {
    FilePrint in_force;
    FilePrint seen;  ///< when it was last looked at
  };

  void look();
  void compare(std::uint64_t look, const FilePrints& now);

  asio::io_context& main_;
  Helpers& helpers_;
  std::map<std::filesystem::path, File> files_;
  std::uint64_t looks_ = 0;  ///< the latest one counts
  std::unique_ptr<FileWatch> watch_;
};

}  // namespace showd
