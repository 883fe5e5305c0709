#include "platform/plugin_file.hpp"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "base/utf8.hpp"
#include "platform/plugin_gate.hpp"
#include "platform/private_copy.hpp"

namespace showd {
namespace {

std::string errno_text() { return std::generic_category().message(errno); }

/// What is wrong with its owner or mode, or "". An ACL's grants show in the group bits.
std::string unsafe(const struct stat& status) {
  if (status.st_uid != 0 && status.st_uid != geteuid())
    return fmt::format("belongs to user {}, neither root nor us", status.st_uid);
  if (status.st_mode & (S_IWGRP | S_IWOTH))
    return fmt::format("is writable by others (mode {:04o}): chmod go-w",
                       static_cast<unsigned>(status.st_mode & 07777));
  return "";
}

std::string path_through(int directory, const std::string& name) {
  return fmt::format("/proc/self/fd/{}/{}", directory, name);
}

/// dlopen's words without the path through the descriptor, which tells people nothing.
std::string loader_error(const std::string& path, const std::string& name) {
  const char* given = dlerror();
  std::string error = given ? given : "unknown error of the loader";
  for (std::size_t at = 0; (at = error.find(path, at)) != std::string::npos; at += name.size())
    error.replace(at, path.size(), name);
  return printable(error, 400);
}

}  // namespace

PluginDirectory::PluginDirectory(std::filesystem::path path)
    : path_(std::move(path)), fd_(open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  struct stat status {};
  std::string why;
  if (fd_ < 0 || fstat(fd_, &status) != 0)
    why = errno_text();
  else
    why = unsafe(status);
  if (why.empty()) return;
  if (fd_ >= 0) close(fd_);
  throw std::runtime_error(fmt::format("plugin directory {}: {}", path_.string(), why));
}

std::vector<std::string> PluginDirectory::libraries() const {
  const int own = openat(fd_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);  // closedir() closes it
  DIR* listing = own < 0 ? nullptr : fdopendir(own);
  if (!listing) {
    const std::string why = errno_text();
    if (own >= 0) close(own);
    throw std::runtime_error(fmt::format("plugin directory {}: {}", path_.string(), why));
  }
  std::vector<std::string> names;
  while (const dirent* entry = readdir(listing)) {
    std::string name = entry->d_name;
    if (name.size() > 3 && name.ends_with(".so") && name[0] != '.')
      names.push_back(std::move(name));
  }
  closedir(listing);
  std::sort(names.begin(), names.end());
  return names;
}

const showd_plugin_api* PluginDirectory::load(const std::string& name) const {
  const std::string path = path_through(fd_, name);
  std::error_code none;
  if (!std::filesystem::is_symlink(path, none)) return load_regular(name);
  std::error_code error;
  const std::filesystem::path target = std::filesystem::canonical(path, error);
  if (error) throw PluginRefused(fmt::format("a broken link: {}", error.message()));
  try {
    return PluginDirectory(target.parent_path()).load_regular(target.filename().string());
  } catch (const PluginRefused& refusal) {
    throw PluginRefused(fmt::format("links to {}: {}", target.string(), refusal.what()));
  } catch (const std::runtime_error& unsafe_directory) {
    throw PluginRefused(fmt::format("links to {}: {}", target.string(), unsafe_directory.what()));
  }
}

const showd_plugin_api* PluginDirectory::load_regular(const std::string& name) const {
  const Descriptor file(openat(fd_, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0) throw PluginRefused(errno_text());
  if (!S_ISREG(status.st_mode)) throw PluginRefused("is no regular file");
  if (const std::string why = unsafe(status); !why.empty()) throw PluginRefused(why);
  const void* const symbol = dlsym(open_library(file, name), "showd_plugin");
  if (!symbol) throw PluginRefused("does not export showd_plugin");
  return static_cast<const showd_plugin_api*>(symbol);
}

void* PluginDirectory::open_library(const Descriptor& file, const std::string& name) const {
  Descriptor copy = private_copy(file, name.c_str());
  refuse_cut_short(copy ? copy : file);
  if (copy) {
    const std::string path = fmt::format("/proc/self/fd/{}", copy.get());
    if (void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
      copy.release();  // see the class
      return library;
    }
  }
  // Where no code may come from memory, or what it needs lies beside it ($ORIGIN).
  const std::string path = path_through(fd_, name);
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw PluginRefused(loader_error(path, name));
  return library;
}

}  // namespace showd
