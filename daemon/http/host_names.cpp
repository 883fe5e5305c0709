#include "http/host_names.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstring>
#include <optional>

#include "base/text.hpp"

namespace showd {
namespace {

/// In lower case, without the dot that ends a full name.
std::string folded(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return to_lower(name);
}

/// "name:9788", "192.0.2.1", "[2001:db8::1]:9788" without port and brackets.
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.find(':'));
}

in6_addr mapped(const in_addr& v4) {
  in6_addr v6{};
  v6.s6_addr[10] = v6.s6_addr[11] = 0xFF;
  std::memcpy(&v6.s6_addr[12], &v4, sizeof v4);
  return v6;
}

std::optional<in6_addr> address_in(const std::string& text) {
  in6_addr v6{};
  in_addr v4{};
  if (::inet_pton(AF_INET6, text.c_str(), &v6) == 1) return v6;
  if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) return mapped(v4);
  return std::nullopt;
}

bool is_loopback(const in6_addr& address) {
  return IN6_IS_ADDR_LOOPBACK(&address) ||
         (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == 127);
}

std::optional<in6_addr> address_of(int socket) {
  sockaddr_storage own{};
  socklen_t size = sizeof own;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&own), &size) != 0) return std::nullopt;
  if (own.ss_family == AF_INET) return mapped(reinterpret_cast<sockaddr_in&>(own).sin_addr);
  if (own.ss_family == AF_INET6) return reinterpret_cast<sockaddr_in6&>(own).sin6_addr;
  return std::nullopt;
}

bool same(const in6_addr& one, const in6_addr& other) {
  return std::memcmp(&one, &other, sizeof one) == 0;
}

std::string own_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace

HostNames::HostNames(const std::vector<std::string>& names) {
  for (const std::string& name : names) names_.insert(folded(name));
  const std::string own = folded(own_name());
  for (const std::string& name : {std::string("localhost"), own, own.substr(0, own.find('.'))})
    if (!name.empty()) names_.insert(name);
}

bool HostNames::know(std::string_view host, int socket) const {
  const std::string name = folded(without_port(host));
  if (names_.contains(name)) return true;
  const auto asked = address_in(name);
  if (!asked) return false;
  const auto local = address_of(socket);
  return is_loopback(*asked) || (local && same(*asked, *local));
}

}  // namespace showd
