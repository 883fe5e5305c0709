/// The HTTP server, over GNU libmicrohttpd. One thread of its own accepts, serves and cuts; nothing
/// a client does holds it up. prometheus-cpp's Exposer was ruled out: 20 half-open requests stop
/// it.
///
/// libmicrohttpd is run as a library of that thread (external epoll) and given sockets that were
/// accepted here, because its own accept loop busy-waits without descriptors when it has no
/// connection, its limit per address would lock out loopback, and its timeout measures idleness
/// only: a client that sends one byte a second would stay for ever.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "http/routes.hpp"
#include "model/http_figures.hpp"

namespace showd {

/// Either TCP or, when `path` is not empty, an AF_UNIX socket of mode 0660: the control socket.
struct HttpListen {
  std::string address = "127.0.0.1";  ///< IP literal
  std::uint16_t port = 0;             ///< 0: the kernel chooses
  std::filesystem::path path;
  /// TCP: names in `Host` that are answered, beside localhost, the host's own name and the address
  /// that the connection came to; others get a 421.
  std::vector<std::string> hosts = {};
};

struct HttpLimits {
  std::size_t connections = 2048;
  /// From one IPv4 address or IPv6 /64; loopback and the control socket are not counted. At either
  /// limit the connection that has waited longest without asking anything makes room.
  std::size_t per_address = 128;
  std::size_t body = 64 * 1024;                  ///< bytes; more is answered with 413
  std::chrono::milliseconds request{10'000};     ///< from connecting to a complete request
  std::chrono::milliseconds keep_alive{30'000};  ///< between two requests
  std::chrono::milliseconds response{60'000};    ///< until a client has taken its answer
  std::chrono::milliseconds accept_pause{100};   ///< when no file descriptor is left
};

class HttpServer {
 public:
  /// Listens when it returns. Throws std::runtime_error with one line that names the address.
  HttpServer(const HttpListen& where, Routes routes, const HttpLimits& limits = {});
  /// Closes every connection and joins the thread.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;  ///< 0 for AF_UNIX
  [[nodiscard]] HttpFigures figures() const;          ///< thread: any

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace showd
