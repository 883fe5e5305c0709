#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <chrono>

#include "base/asio.hpp"

namespace showd {

/// The kernel's smoothed round trip of a connection (tcp(7), TCP_INFO); 0: it knows none.
[[nodiscard]] inline std::chrono::microseconds tcp_round_trip(
    const asio::ip::tcp::socket& socket) noexcept {
  tcp_info info{};
  socklen_t size = sizeof info;
  const int fd = const_cast<asio::ip::tcp::socket&>(socket).native_handle();
  if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return {};
  return std::chrono::microseconds(info.tcpi_rtt);
}

}  // namespace showd
