#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace showd {

/// What a server says up to its version line (RFC 4253, 4.2): "The server MAY send other lines of
/// data before sending the version string". Those are taken out of the socket here, however long
/// they are (libssh takes 255 bytes); the version line itself is left for libssh to read.
/// Thread: the socket's loop. `fd` is borrowed, non-blocking.
class SshVersionWatch {
 public:
  enum class Found {
    more,     ///< nothing yet: ask again when the descriptor is readable
    version,  ///< the version line is next
    end,      ///< the peer hung up, or goes on and on
  };

  explicit SshVersionWatch(int fd) : fd_(fd) {}
  ~SshVersionWatch() { ask_for(1); }
  SshVersionWatch(const SshVersionWatch&) = delete;
  SshVersionWatch& operator=(const SshVersionWatch&) = delete;

  [[nodiscard]] Found look();
  /// The end of what it said instead of a version, for people; empty: nothing.
  [[nodiscard]] std::string words() const;

 private:
  Found wait_for_more(std::size_t have);
  void take(std::size_t size);
  void note(std::string_view text);
  void ask_for(std::size_t size) const;
  [[nodiscard]] bool hung_up() const;

  const int fd_;
  bool within_line_ = false;  ///< of one that is no version
  std::size_t taken_ = 0;
  std::string words_;
};

}  // namespace showd
