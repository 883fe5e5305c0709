#include "unit/http/client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <stdexcept>

namespace showd {
namespace {

Descriptor connect_to(int family, const void* address, socklen_t size) {
  Descriptor fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval patience{60, 0};  // far beyond what a passing test needs
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(fd.get(), static_cast<const sockaddr*>(address), size) != 0)
    throw std::runtime_error(std::string("connect: ") + std::strerror(errno));
  return fd;
}

}  // namespace

Client::Client(std::uint16_t port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  fd_ = connect_to(AF_INET, &to, sizeof to);
}

Client::Client(const std::filesystem::path& socket) {
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  socket.native().copy(to.sun_path, sizeof to.sun_path - 1);
  fd_ = connect_to(AF_UNIX, &to, sizeof to);
}

void Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // what the server did shows when its answer is read
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool Client::fill() {
  std::array<char, 65536> bytes{};
  const ssize_t size = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
  if (size <= 0) return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

std::string Client::take(std::size_t size) {
  while (buffer_.size() < size && fill()) {
  }
  std::string taken = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return taken;
}

std::string Client::line() {
  std::size_t end = buffer_.find("\r\n");
  while (end == std::string::npos && fill()) end = buffer_.find("\r\n");
  if (end == std::string::npos) return {};
  std::string text = take(end + 2);
  text.resize(end);
  return text;
}

Answer Client::receive(bool to_head) {
  Answer answer;
  const std::string status = line();
  if (status.size() < 12) return answer;
  answer.status = std::stoi(status.substr(9, 3));
  for (std::string header = line(); !header.empty(); header = line()) {
    const auto colon = header.find(": ");
    std::string name = header.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    answer.headers[name] = header.substr(colon + 2);
  }
  if (to_head) return answer;
  if (answer.headers.contains("content-length")) {
    answer.body = take(std::stoul(answer.headers["content-length"]));
  } else if (answer.headers.contains("transfer-encoding")) {
    for (auto size = std::stoul("0" + line(), nullptr, 16); size != 0;
         size = std::stoul("0" + line(), nullptr, 16)) {
      answer.body += take(size);
      take(2);
    }
    take(2);
  }
  return answer;
}

bool Client::closed(int seconds) {
  pollfd waiting{fd_.get(), POLLIN, 0};
  std::array<char, 4096> bytes{};
  while (::poll(&waiting, 1, seconds * 1000) == 1)
    if (::recv(fd_.get(), bytes.data(), bytes.size(), 0) <= 0) return true;
  return false;
}

Answer Client::get(const std::string& target, const std::string& headers) {
  send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
  return receive();
}

std::string gunzip(std::string_view packed) {
  z_stream zlib{};
  ::inflateInit2(&zlib, 15 + 16);
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  zlib.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  std::array<char, 65536> piece{};
  int result = Z_OK;
  while (result == Z_OK) {
    zlib.next_out = reinterpret_cast<Bytef*>(piece.data());
    zlib.avail_out = static_cast<uInt>(piece.size());
    result = ::inflate(&zlib, Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - zlib.avail_out);
  }
  ::inflateEnd(&zlib);
  return result == Z_STREAM_END ? out : "(not gzip)";
}

}  // namespace showd
