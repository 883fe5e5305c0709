/// Who is connected, since when, and who has to go. Private to the room; server's thread only.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <list>
#include <string>

#include "base/clock.hpp"
#include "http/server.hpp"

namespace showd {

/// One accepted socket. libmicrohttpd owns and closes it; here it is only ever shut down, and it is
/// forgotten (`CLOSED` notification) before its number can be used again.
struct Connection {
  enum class Phase : std::uint8_t {
    fresh,       ///< has not asked anything yet
    idle,        ///< between two requests
    reading,     ///< a request line has come, the request is not complete
    responding,  ///< takes its answer
  };
  int fd;
  std::string peer;  ///< what counts against per_address; empty: nothing does
  Phase phase = Phase::fresh;
  Monotonic since;  ///< when the phase began; reading goes on with the time of what was before
  bool cut = false;

  void enter(Phase next) {
    phase = next;
    since = system_clock().now();
  }
};

class Connections {
 public:
  explicit Connections(const HttpLimits& limits) : limits_(limits) {}

  /// Makes room for one from `peer` if there must be. Null: there is none.
  Connection* admit(int fd, const sockaddr_storage& from, HttpFigures& figures);
  void forget(const Connection* connection);
  [[nodiscard]] Connection* find(int fd);
  /// Cuts those whose time is over; the milliseconds until the next one's is (at most 1000).
  int sweep(HttpFigures& figures);
  /// Cuts the one that has waited longest without asking (of `peer`, or of all if empty).
  bool evict(const std::string& peer, HttpFigures& figures);
  [[nodiscard]] std::size_t size() const noexcept { return open_.size(); }

 private:
  [[nodiscard]] std::chrono::milliseconds limit(Connection::Phase phase) const;
  [[nodiscard]] bool has_room(const std::string& peer, HttpFigures& figures);

  const HttpLimits limits_;
  std::list<Connection> open_;  ///< oldest first
};

}  // namespace showd
