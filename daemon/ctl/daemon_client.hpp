#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace showd {

/// The running daemon, reached over its control socket (HTTP on AF_UNIX).
class DaemonClient {
 public:
  struct Answer {
    long status = 0;
    std::string body;
  };

  explicit DaemonClient(std::filesystem::path socket);
  ~DaemonClient();

  /// Whether somebody listens there. Errors: std::runtime_error when we may not talk to it.
  [[nodiscard]] bool running();

  /// As part of a path: percent-encoded.
  [[nodiscard]] static std::string escaped(const std::string& text);

  // Errors: std::runtime_error naming the socket when nobody answers or we may not.
  [[nodiscard]] Answer get(const std::string& path);
  [[nodiscard]] Answer post(const std::string& path, const std::string& json);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace showd
