#include "http/connections.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

namespace showd {
namespace {

using std::chrono::milliseconds;

/// The address as bytes, an IPv6 one cut to its /64. Empty for loopback and AF_UNIX: a scraper
/// on this host must not be locked out by others behind the same address.
std::string peer_key(const sockaddr_storage& from) {
  if (from.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(from).sin_addr;
    if (ntohl(v4.s_addr) >> 24 == 127) return {};
    return {reinterpret_cast<const char*>(&v4), sizeof v4};
  }
  if (from.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(from).sin6_addr;
    if (IN6_IS_ADDR_LOOPBACK(&v6)) return {};
    const std::size_t bytes = IN6_IS_ADDR_V4MAPPED(&v6) ? sizeof v6 : sizeof v6 / 2;
    return {reinterpret_cast<const char*>(&v6), bytes};
  }
  return {};
}

bool is_waiting(const Connection& connection) {
  return !connection.cut && connection.phase != Connection::Phase::responding;
}

/// The library sees the end of the stream and closes the socket itself.
void cut(Connection& connection) {
  connection.cut = true;
  ::shutdown(connection.fd, SHUT_RDWR);
}

}  // namespace

milliseconds Connections::limit(Connection::Phase phase) const {
  switch (phase) {
    case Connection::Phase::fresh:
    case Connection::Phase::reading:
      return limits_.request;
    case Connection::Phase::idle:
      return limits_.keep_alive;
    case Connection::Phase::responding:
      return limits_.response;
  }
  return limits_.request;
}

bool Connections::evict(const std::string& peer, HttpFigures& figures) {
  auto oldest = open_.end();
  for (auto it = open_.begin(); it != open_.end(); ++it)
    if (is_waiting(*it) && (peer.empty() || it->peer == peer) &&
        (oldest == open_.end() || it->since < oldest->since))
      oldest = it;
  if (oldest == open_.end()) return false;
  cut(*oldest);
  ++figures.evicted;
  return true;
}

/// Those already cut are on their way out and hold no place.
bool Connections::has_room(const std::string& peer, HttpFigures& figures) {
  const auto holds = [](const Connection& c) { return !c.cut; };
  const auto total = std::count_if(open_.begin(), open_.end(), holds);
  const bool full = static_cast<std::size_t>(total) >= limits_.connections;
  if (full && !evict({}, figures)) return false;
  if (peer.empty()) return true;
  const auto same = std::count_if(open_.begin(), open_.end(),
                                  [&](const Connection& c) { return holds(c) && c.peer == peer; });
  return static_cast<std::size_t>(same) < limits_.per_address || evict(peer, figures);
}

Connection* Connections::admit(int fd, const sockaddr_storage& from, HttpFigures& figures) {
  std::string peer = peer_key(from);
  if (!has_room(peer, figures)) return nullptr;
  open_.push_back({.fd = fd, .peer = std::move(peer), .since = system_clock().now()});
  return &open_.back();
}

void Connections::forget(const Connection* connection) {
  const auto found = std::find_if(open_.begin(), open_.end(),
                                  [&](const Connection& c) { return &c == connection; });
  if (found != open_.end()) open_.erase(found);
}

Connection* Connections::find(int fd) {
  const auto found =
      std::find_if(open_.rbegin(), open_.rend(), [fd](const Connection& c) { return c.fd == fd; });
  return found == open_.rend() ? nullptr : &*found;
}

int Connections::sweep(HttpFigures& figures) {
  const Monotonic now = system_clock().now();
  milliseconds next(1000);
  for (Connection& connection : open_) {
    if (connection.cut) continue;
    const auto left =
        std::chrono::ceil<milliseconds>(connection.since + limit(connection.phase) - now);
    if (left.count() <= 0) {
      cut(connection);
      ++figures.timed_out;
    } else {
      next = std::min(next, left);
    }
  }
  return static_cast<int>(next.count());
}

}  // namespace showd
