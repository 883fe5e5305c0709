#include "transport/ssh/ssh_version.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "base/utf8.hpp"

namespace showd {
namespace {

constexpr std::string_view kVersion = "SSH-";
constexpr std::size_t kLongestVersion = 255;  // RFC 4253, 4.2
constexpr std::size_t kMostBefore = 64 << 10;
constexpr std::size_t kWords = 200;

bool may_become_version(std::string_view line) {
  return line.substr(0, kVersion.size()) == kVersion.substr(0, line.size());
}

}  // namespace

SshVersionWatch::Found SshVersionWatch::look() {
  std::array<char, 4096> bytes;
  while (taken_ < kMostBefore) {
    const ssize_t got = ::recv(fd_, bytes.data(), bytes.size(), MSG_PEEK | MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Found::more;
    if (got <= 0) return Found::end;
    const std::string_view seen(bytes.data(), static_cast<std::size_t>(got));
    const std::size_t line_end = seen.find('\n');
    if (!within_line_ && may_become_version(seen)) {
      const bool whole = line_end != std::string_view::npos || seen.size() >= kLongestVersion;
      return whole ? Found::version : wait_for_more(seen.size());
    }
    within_line_ = line_end == std::string_view::npos;
    const std::size_t size = within_line_ ? seen.size() : line_end + 1;
    note(seen.substr(0, size));
    take(size);
  }
  return Found::end;
}

/// What is left in the socket would make it readable at once: it has to be more than that.
SshVersionWatch::Found SshVersionWatch::wait_for_more(std::size_t have) {
  if (hung_up()) return Found::end;
  ask_for(have + 1);
  return Found::more;
}

void SshVersionWatch::take(std::size_t size) {
  std::array<char, 4096> bytes;
  ask_for(1);
  taken_ += size;
  (void)!::recv(fd_, bytes.data(), size, MSG_DONTWAIT);
}

void SshVersionWatch::note(std::string_view text) {
  words_ += text;
  if (words_.size() > kWords) words_.erase(0, words_.size() - kWords);
}

void SshVersionWatch::ask_for(std::size_t size) const {
  const int least = static_cast<int>(size);
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVLOWAT, &least, sizeof least);
}

bool SshVersionWatch::hung_up() const {
  pollfd now{fd_, POLLRDHUP, 0};
  return ::poll(&now, 1, 0) > 0;
}

std::string SshVersionWatch::words() const {
  std::string_view text = words_;
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n' || text.back() == ' '))
    text.remove_suffix(1);
  return printable(text, kWords);
}

}  // namespace showd
