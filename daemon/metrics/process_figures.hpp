#pragma once

#include <dirent.h>

#include <cstdint>
#include <memory>
#include <optional>

namespace showd {

/// This process in /proc. Its files are opened once and read again from their start, so that the
/// figures are still told when no file descriptor is left. Thread: one at a time.
class ProcessFigures {
 public:
  ProcessFigures();
  ~ProcessFigures();
  ProcessFigures(const ProcessFigures&) = delete;
  ProcessFigures& operator=(const ProcessFigures&) = delete;

  struct Reading {
    double cpu_seconds = 0;
    double start_time_seconds = 0;  ///< since 1970
    std::uint64_t resident_bytes = 0;
    std::uint64_t virtual_bytes = 0;
    std::uint64_t threads = 0;
    std::optional<std::uint64_t> open_fds;
    std::optional<std::uint64_t> max_fds;
  };
  /// Nothing where there is no /proc.
  [[nodiscard]] std::optional<Reading> read();

 private:
  [[nodiscard]] std::optional<std::uint64_t> count_fds();

  const double booted_;  ///< seconds since 1970
  int stat_ = -1;
  std::unique_ptr<DIR, int (*)(DIR*)> fds_;
};

}  // namespace showd
