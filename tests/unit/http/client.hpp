/// A plain blocking HTTP client on raw sockets, so that a test decides about every byte.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace showd {

struct Answer {
  int status = 0;                              ///< 0: the server closed without one
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;                            ///< chunks put together, not unpacked
};

class Client {
 public:
  explicit Client(std::uint16_t port);
  explicit Client(const std::filesystem::path& socket);

  void send(std::string_view bytes);
  /// The next answer on this connection; to_head: it has no body.
  Answer receive(bool to_head = false);
  /// Waits until the server has closed; true when it did before `seconds` passed.
  bool closed(int seconds = 30);
  Answer get(const std::string& target, const std::string& headers = "");

 private:
  bool fill();
  std::string take(std::size_t size);
  std::string line();

  Descriptor fd_;
  std::string buffer_;
};

[[nodiscard]] std::string gunzip(std::string_view packed);

}  // namespace showd
