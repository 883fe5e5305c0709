/// From a name and a port to a connected TCP socket: the resolver, then happy eyeballs (RFC 8305:
/// families interleaved, a new attempt each 250 ms, first to connect wins).
#pragma once

#include <cstdint>
#include <string>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "transport/resolver.hpp"

namespace showd {

/// An address that does not answer is doubted: the name is looked up anew for the next dial.
/// Errors: those of resolve(); refused, unreachable, timeout, resource_limit, cancelled (stage
/// connect). Their messages name host and port.
/// The socket is non-blocking, closes on exec, has TCP_NODELAY and keep-alive set.
[[nodiscard]] Awaitable<Result<asio::ip::tcp::socket>> dial(Resolver& resolver, std::string host,
                                                            std::uint16_t port, Deadline until);

/// Whether the peer says something, or hangs up, before `until`. Takes nothing out of the socket.
[[nodiscard]] Awaitable<bool> has_spoken(asio::ip::tcp::socket& socket, Deadline until);

}  // namespace showd
