/// From a name and a port to a connected TCP socket: getaddrinfo on a helper thread, then happy
/// eyeballs (RFC 8305: families interleaved, a new attempt each 250 ms, first to connect wins).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace showd {

/// Looks names up on two helper threads so that no loop ever waits for DNS; answers (60 s) and
/// failures (5 s) are cached, lookups of one name that is under way are shared. IP literals never
/// reach a helper.
/// Thread: any loop may call resolve(); the object outlives the loops.
class Resolver {
 public:
  using Addresses = std::vector<asio::ip::address>;
  /// What a helper calls; may block. Errors: stage dns.
  using Lookup = std::function<Result<Addresses>(const std::string& host)>;

  Resolver();                        ///< by getaddrinfo (files, DNS, whatever nsswitch.conf says)
  explicit Resolver(Lookup lookup);  ///< for tests
  ~Resolver();                       ///< joins the helpers
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// Errors: name_not_found, timeout, resource_limit (too many lookups wait), cancelled; all of
  /// stage dns.
  [[nodiscard]] Awaitable<Result<std::vector<asio::ip::tcp::endpoint>>> resolve(std::string host,
                                                                                std::uint16_t port,
                                                                                Deadline until);

  /// Nobody answers there: the next resolve() asks anew, unless the answer is hardly 5 s old.
  void doubt(const std::string& host);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// An address that does not answer is doubted: the name is looked up anew for the next dial.
/// Errors: those of resolve(); refused, unreachable, timeout, resource_limit, cancelled (stage
/// connect). Their messages name host and port.
/// The socket is non-blocking, closes on exec, has TCP_NODELAY and keep-alive set.
[[nodiscard]] Awaitable<Result<asio::ip::tcp::socket>> dial(Resolver& resolver, std::string host,
                                                            std::uint16_t port, Deadline until);

/// Whether the peer says something, or hangs up, before `until`. Takes nothing out of the socket.
[[nodiscard]] Awaitable<bool> has_spoken(asio::ip::tcp::socket& socket, Deadline until);

}  // namespace showd
