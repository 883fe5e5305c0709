#pragma once

#include <memory>

#include "base/asio.hpp"
#include "transport/transport.hpp"

namespace showd {

/// Telnet over `socket` (RFC 854, 1143 negotiation by libtelnet): tells a window of 500 columns and
/// 1,000 rows (NAWS, RFC 1073), terminal type "vt100" (RFC 1091), lets the server echo and suppress
/// go-ahead, refuses everything it does not know. See telnet_codec.hpp for why these.
[[nodiscard]] std::unique_ptr<Transport> open_telnet(asio::ip::tcp::socket socket);

}  // namespace showd
