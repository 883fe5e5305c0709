#pragma once

#include <memory>

#include "base/asio.hpp"
#include "transport/transport.hpp"

namespace showd {

/// Telnet over `socket` (RFC 854, 1143 negotiation by libtelnet): tells a window of 511 columns and
/// 0 rows (NAWS, RFC 1073: 0 = unlimited), terminal type "vt100" then "unknown" (RFC 1091), lets
/// the server echo and suppress go-ahead, refuses everything it does not know.
[[nodiscard]] std::unique_ptr<Transport> open_telnet(asio::ip::tcp::socket socket);

}  // namespace showd
