#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/descriptor.hpp"

namespace showd {

/// A listening socket, non-blocking, on TCP or AF_UNIX. A socket in the file system is removed with
/// its owner, unless somebody has put another in its place.
class Listener {
 public:
  /// `address`: an IP literal. Throws std::runtime_error: one line that names the address.
  [[nodiscard]] static Listener tcp(const std::string& address, std::uint16_t port);
  /// Mode 0660; the directory must exist. A socket that nobody answers on any more is replaced;
  /// one that answers, or any other file, is an error.
  [[nodiscard]] static Listener unix_socket(const std::filesystem::path& path);

  Listener(Listener&&) noexcept = default;
  Listener& operator=(Listener&&) noexcept = default;
  ~Listener();

  [[nodiscard]] int fd() const noexcept { return fd_.get(); }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// Whether who asks for the path still comes here; always for TCP.
  [[nodiscard]] bool in_place() const noexcept;

 private:
  explicit Listener(Descriptor fd) : fd_(std::move(fd)) {}

  Descriptor fd_;
  std::uint16_t port_ = 0;
  std::string path_;
  struct stat made_ {};
};

}  // namespace showd
