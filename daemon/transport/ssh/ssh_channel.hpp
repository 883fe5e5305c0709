#pragma once

#include <libssh/callbacks.h>
#include <libssh/libssh.h>

#include <optional>
#include <span>
#include <string>

#include "base/asio.hpp"
#include "base/result.hpp"
#include "transport/ssh/ssh_link.hpp"

namespace showd {

/// A session channel: its requests, its two incoming streams, its end. Neither copied nor moved:
/// libssh keeps a pointer to the callbacks.
/// Thread: the link's loop. The link outlives it.
class SshChannel {
 public:
  enum class Stream { out = 0, err = 1 };

  explicit SshChannel(SshLink& link);
  ~SshChannel();
  SshChannel(const SshChannel&) = delete;
  SshChannel& operator=(const SshChannel&) = delete;

  [[nodiscard]] ssh_channel raw() const noexcept { return channel_; }
  [[nodiscard]] Awaitable<int> open();
  /// A terminal of 511 columns and 1,000 rows: what netmiko has asked of every kind of device for
  /// years (IOS takes at most 512 columns). Not 0 rows: more(1) then assumes 24.
  [[nodiscard]] Awaitable<int> request_terminal();

  /// What is there of either stream, without waiting; 0: nothing yet. `drained()` then tells
  /// whether waiting makes sense.
  [[nodiscard]] int read(std::span<char> into, Stream from);
  /// True when no call since the last forget_news() brought data of this channel: any libssh call
  /// may parse packets, and the descriptor may never be readable again after that.
  [[nodiscard]] bool drained() const noexcept { return !news_; }
  void forget_news() noexcept { news_ = false; }

  /// The peer sends nothing more.
  [[nodiscard]] bool ended() const noexcept;
  [[nodiscard]] bool closed() const noexcept;
  [[nodiscard]] std::optional<int> exit_status() const noexcept { return exit_status_; }
  [[nodiscard]] const std::string& exit_signal() const noexcept { return exit_signal_; }

 private:
  SshLink& link_;
  ssh_channel channel_;
  ssh_channel_callbacks_struct callbacks_{};
  bool news_ = false;
  std::optional<int> exit_status_;
  std::string exit_signal_;
};

}  // namespace showd
