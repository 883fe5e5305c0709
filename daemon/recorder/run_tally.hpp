#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "model/run.hpp"

namespace showd {

/// What is news of a device in the same words as of many others.
struct News {
  log::Event event;
  Errc code;
  Stage stage;
  auto operator<=>(const News&) const = default;
};

/// One run, as far as the log has to know it: who failed at which stage, and which devices met the
/// same fate as so many before them that they are told together, when the run is over.
class RunTally {
 public:
  explicit RunTally(std::string inventory) : inventory_(std::move(inventory)) {}

  void count_failure(Stage stage) { ++failed_[stage]; }
  /// True: this device has a line of its own. False: tell_alike() will tell of it.
  [[nodiscard]] bool has_own_line(const News& news, const std::string& device);

  /// One line for each kind of news of which some have none of their own.
  void tell_alike(std::uint64_t run) const;
  /// "core: run 12: 98 ok, 2 failed (connect 1, auth 1), 0 busy, 1 backed off in 1.2 s"
  void tell_sum(const Run& run, log::Level level) const;

 private:
  struct Alike {
    std::size_t own_lines = 0;
    std::vector<std::string> others;
  };

  const std::string inventory_;
  std::map<Stage, std::uint32_t> failed_;
  std::map<News, Alike> alike_;
};

}  // namespace showd
