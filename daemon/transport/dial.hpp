/// From a name and a port to a connected TCP socket: getaddrinfo on a helper thread, then happy
/// eyeballs (RFC 8305: families interleaved, a new attempt each 250 ms, first to connect wins).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace showd {

/// Looks names up on two helper threads so that no loop ever waits for DNS; answers (also
/// failures, briefly) are cached. IP literals never reach a helper.
/// Thread: any loop may call resolve(); the object outlives the loops.
class Resolver {
 public:
  Resolver();
  ~Resolver();  ///< joins the helpers
  /// Errors: name_not_found, timeout (both stage dns).
  [[nodiscard]] Awaitable<Result<std::vector<asio::ip::tcp::endpoint>>> resolve(std::string host,
                                                                                std::uint16_t port,
                                                                                Deadline until);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// Errors: those of resolve(); refused, unreachable, timeout, resource_limit (stage connect).
/// The socket is non-blocking, has TCP_NODELAY and keep-alive set.
[[nodiscard]] Awaitable<Result<asio::ip::tcp::socket>> dial(Resolver& resolver, std::string host,
                                                            std::uint16_t port, Deadline until);

}  // namespace showd
