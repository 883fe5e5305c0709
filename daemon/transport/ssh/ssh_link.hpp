#pragma once

#include <libssh/libssh.h>
#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "transport/turn.hpp"

namespace showd {

/// One ssh_session on one socket, driven without ever blocking the loop (libssh 0.10.6).
///
/// - Every libssh call that says AGAIN is repeated by drive() when wait() says that bytes moved.
/// - The socket is ours; libssh works on its descriptor and closes it on errors (never in
///   ssh_disconnect), so close() looks whether it is still the same socket before it closes it.
/// - An ssh_session is never used for a second connection.
/// Dropped: handing libssh a dup() (twice the descriptors), ssh_get_poll_flags (says "writable"
/// after every send), libssh's own event loop (one more poll set beside the loop's).
/// Thread: the loop of its socket.
class SshLink {
 public:
  /// What drive() returns once stop() was called.
  static constexpr int kStopped = -1000;

  explicit SshLink(asio::ip::tcp::socket socket);
  ~SshLink() { close(); }
  SshLink(const SshLink&) = delete;
  SshLink& operator=(const SshLink&) = delete;

  /// Borrowed; null once closed.
  [[nodiscard]] ssh_session raw() const noexcept { return session_; }
  [[nodiscard]] bool set_options(const std::string& username, bool legacy,
                                 std::string_view pinned_key_type);

  /// Says our version and waits until the server has said its own. Errors (kex): disconnected, with
  /// what it said instead; stop()'s.
  [[nodiscard]] Awaitable<Result<void>> greet();
  /// The key exchange, after greet(). Returns ssh_connect's code, or kStopped.
  [[nodiscard]] Awaitable<int> connect();

  /// Repeats `call` until it says something else than `again`.
  template <class Call>
  [[nodiscard]] Awaitable<int> drive(Call call, int again = SSH_AGAIN) {
    while (!stopped_) {
      const int code = call();
      if (code != again) co_return code;
      if (!co_await wait()) break;
    }
    co_return kStopped;
  }

  /// Until the descriptor is readable, or writable while libssh has bytes queued; may also return
  /// early. Whoever waits has drained his channels. False: stopped.
  [[nodiscard]] Awaitable<bool> wait();
  /// Likewise, or until `until` has passed.
  [[nodiscard]] Awaitable<bool> wait(const std::optional<Deadline>& until);

  [[nodiscard]] std::chrono::microseconds round_trip() const noexcept;

  /// Whoever moves bytes without waiting counts them here.
  [[nodiscard]] Turn& turn() noexcept { return turn_; }

  /// Makes the pending wait, and every drive() from now on, end. The first reason stays.
  void stop(Errc why) noexcept;
  [[nodiscard]] std::optional<Errc> stopped() const noexcept { return stopped_; }
  [[nodiscard]] bool write_pending() const noexcept;
  /// Processes some of what has arrived, whichever channel it is for. Does not wait.
  void take_in() noexcept;
  /// Processes what has arrived; false when the peer is gone. Does not wait.
  [[nodiscard]] bool alive() noexcept;
  void close() noexcept;

  /// Why it does not go on: the reason given to stop(), or what libssh says. `doing`: "key
  /// exchange".
  [[nodiscard]] Error error(Stage stage, std::string_view doing) const;

 private:
  /// Shared with the handler of a wait for writing, which may outlive a turn.
  struct Wire {
    explicit Wire(asio::ip::tcp::socket of) : socket(std::move(of)) {}
    asio::ip::tcp::socket socket;
    bool waits_to_write = false;
    bool woken = false;  ///< the read wait was cancelled because the socket became writable
  };
  [[nodiscard]] int connect_pass();
  [[nodiscard]] int writing_pass();
  static void wake_when_writable(const std::shared_ptr<Wire>& wire);
  [[nodiscard]] bool still_ours() const noexcept;

  const std::shared_ptr<Wire> wire_;
  const int fd_;
  const ino_t inode_;  ///< of the socket: tells it from another one with the same number
  ssh_session session_;
  std::optional<Errc> stopped_;
  Turn turn_;
  bool legacy_ = false;
  bool called_ = false;  ///< ssh_connect was called once
};

}  // namespace showd
