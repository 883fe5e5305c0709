#pragma once

#include <unistd.h>

#include <utility>

namespace showd {

/// Owns one file descriptor.
class SocketFd {
 public:
  explicit SocketFd(int fd = -1) noexcept : fd_(fd) {}
  SocketFd(SocketFd&& other) noexcept : fd_(other.release()) {}
  SocketFd& operator=(SocketFd&& other) noexcept {
    SocketFd old(std::exchange(fd_, other.release()));
    return *this;
  }
  ~SocketFd() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

}  // namespace showd
