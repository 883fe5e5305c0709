#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "showd/plugin.h"

namespace showd {

/// Plugin files, found and loaded so that nobody but root and ourselves can have a say in what
/// code runs.
///
/// Who may write a directory decides what its names mean, so it is the directory that is opened and
/// checked once, and everything after goes through that descriptor: fstatat() for the check and
/// "/proc/self/fd/N/name" for dlopen(). In between nobody else can swap a file, because nobody else
/// may write the directory; and nobody can swap the directory, whatever can be done to its parents.
/// Checking every parent instead was dropped: it would refuse a build below any user's home.
/// What is mapped is a copy of ours (private_copy.hpp), so that writing into the file later changes
/// no code that runs.
/// The descriptors stay open as long as the process, on purpose: glibc knows a loaded library by
/// the name that it was loaded with, and must not meet that name with another meaning.
class PluginDirectory {
 public:
  /// Errors: std::runtime_error naming what is wrong with it.
  explicit PluginDirectory(std::filesystem::path path);

  /// The names of its *.so, sorted. Errors: std::runtime_error.
  [[nodiscard]] std::vector<std::string> libraries() const;

  /// Loads one and returns its symbol; never unloads it again. A symbolic link is followed to the
  /// directory where the file really is, which is checked like this one. Errors: PluginRefused.
  [[nodiscard]] const showd_plugin_api* load(const std::string& name) const;

 private:
  [[nodiscard]] const showd_plugin_api* load_regular(const std::string& name) const;
  [[nodiscard]] void* open_library(const Descriptor& file, const std::string& name) const;

  std::filesystem::path path_;
  int fd_;
};

}  // namespace showd
