#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "base/helpers.hpp"
#include "base/result.hpp"

namespace showd {

/// Looks names up on the helpers' threads so that no loop ever waits for DNS; answers (60 s) and
/// failures (5 s) are cached, lookups of one name that is under way are shared. IP literals never
/// reach a helper.
/// Thread: any loop may call resolve(); the object outlives the loops.
///
/// Not Asio's own resolver: that has one thread for a loop, so that one name whose server is silent
/// holds up all the others of its loop, and joins it when the loop ends, however long the system's
/// patience is; what waits for it has no bound, and nothing is shared or remembered.
class Resolver {
 public:
  using Addresses = std::vector<asio::ip::address>;
  /// What a helper calls; may block. Errors: stage dns.
  using Lookup = std::function<Result<Addresses>(const std::string& host)>;

  /// By getaddrinfo (files, DNS, whatever nsswitch.conf says). `helpers` outlive it.
  explicit Resolver(Helpers& helpers);
  Resolver(Helpers& helpers, Lookup lookup);  ///< for tests
  ~Resolver();                                ///< lookups under way go on; nobody hears of them
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

}  // namespace showd
