#include "http/listener.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace showd {
namespace {

constexpr int kBacklog = 512;
constexpr mode_t kMode = 0660;

[[noreturn]] void refuse(const std::string& where, int error) {
  throw std::runtime_error(
      fmt::format("http: cannot listen on {}: {}", where, std::generic_category().message(error)));
}

Descriptor make_socket(int family, const std::string& where) {
  Descriptor fd(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (fd.get() < 0) refuse(where, errno);
  return fd;
}

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

Address to_address(const std::string& text, std::uint16_t port) {
  Address made;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&made.storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&made.storage);
  if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    made.size = sizeof *v4;
  } else if (::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    made.size = sizeof *v6;
  } else {
    refuse(fmt::format("'{}' (not an IP address)", text), EINVAL);
  }
  return made;
}

std::uint16_t port_of(int fd) {
  Address bound;
  bound.size = sizeof bound.storage;
  if (::getsockname(fd, bound.get(), &bound.size) != 0) return 0;
  // sin_port and sin6_port stand at the same place (RFC 3493, 3.10).
  return ntohs(reinterpret_cast<const sockaddr_in*>(&bound.storage)->sin_port);
}

/// Removes the socket of a daemon that died. Two that start in the same moment meet at bind().
void remove_dead_socket(const sockaddr_un& address, const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (!S_ISSOCK(status.st_mode)) refuse(path, ENOTSOCK);
  const Descriptor probe = make_socket(AF_UNIX, path);
  if (::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    refuse(path + " (another showd answers there)", EADDRINUSE);
  if (errno != ECONNREFUSED) refuse(path, errno == EAGAIN ? EADDRINUSE : errno);
  if (::unlink(path.c_str()) != 0) refuse(path, errno);
}

}  // namespace

Listener Listener::tcp(const std::string& address, std::uint16_t port) {
  const std::string where = fmt::format("{} port {}", address, port);
  Address to = to_address(address, port);
  Listener made(make_socket(to.storage.ss_family, where));
  const int on = 1;
  ::setsockopt(made.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(made.fd(), to.get(), to.size) != 0 || ::listen(made.fd(), kBacklog) != 0)
    refuse(where, errno);
  made.port_ = port_of(made.fd());
  return made;
}

Listener Listener::unix_socket(const std::filesystem::path& path) {
  const std::string& text = path.native();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (text.size() >= sizeof address.sun_path) refuse(text, ENAMETOOLONG);
  std::memcpy(address.sun_path, text.c_str(), text.size() + 1);
  remove_dead_socket(address, text);
  Listener made(make_socket(AF_UNIX, text));
  // On Linux the inode takes the socket's mode less the umask, so it is never open to more people
  // than it should be; chmod then gives back what the umask took.
  ::fchmod(made.fd(), kMode);
  if (::bind(made.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    refuse(text, errno);
  made.path_ = text;
  if (::lstat(text.c_str(), &made.made_) != 0 || ::chmod(text.c_str(), kMode) != 0 ||
      ::listen(made.fd(), kBacklog) != 0)
    refuse(text, errno);
  return made;
}

bool Listener::in_place() const noexcept {
  struct stat now {};
  return path_.empty() || (::lstat(path_.c_str(), &now) == 0 && now.st_dev == made_.st_dev &&
                           now.st_ino == made_.st_ino);
}

Listener::~Listener() {
  if (fd_.get() >= 0 && !path_.empty() && in_place()) ::unlink(path_.c_str());
}

}  // namespace showd
