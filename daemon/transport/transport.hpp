#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/asio.hpp"
#include "base/result.hpp"

namespace showd {

/// How long nothing may come before a read ends without a byte; kForever: it waits until one comes.
using Quiet = std::chrono::milliseconds;
inline constexpr Quiet kForever = Quiet::max();

/// A byte stream to a device's CLI, authenticated by SSH or not (Telnet logs in as a dialogue).
/// Thread: the loop it was made on, alone. At most one operation is pending at a time, except
/// that cancel() may be called while one is.
class Transport {
 public:
  virtual ~Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  /// At least one byte into `into`; 0: the device rests, nothing came for `quiet`.
  /// Errors: disconnected, protocol_error, or cancel()'s code.
  [[nodiscard]] virtual Awaitable<Result<std::size_t>> read_some(std::span<char> into,
                                                                 Quiet quiet) = 0;

  /// All of `bytes` handed to the kernel or queued within bounds. Telnet doubles IAC itself.
  [[nodiscard]] virtual Awaitable<Result<void>> write(std::string_view bytes) = 0;

  /// SSH only: runs `command` by an exec request on a channel of its own, to its end. Output is
  /// stdout, then a line break, then stderr; more than `limit` bytes is output_limit.
  [[nodiscard]] virtual Awaitable<Result<std::string>> exec(std::string_view command,
                                                            std::size_t limit) = 0;

  /// Whether anything has come since exec() was called last, if only that it may begin.
  [[nodiscard]] virtual bool exec_answered() const noexcept { return true; }

  /// True when opening already proved who we are (SSH): the session then expects a prompt at once.
  [[nodiscard]] virtual bool authenticated() const noexcept = 0;

  /// A round trip of the connection as the kernel has measured it; 0: not known.
  [[nodiscard]] virtual std::chrono::microseconds round_trip() const noexcept = 0;

  /// "\r" (SSH) or "\r\n" (Telnet, RFC 854): what Enter sends unless the dialect says otherwise.
  [[nodiscard]] virtual std::string_view line_end() const noexcept = 0;

  /// False once the peer closed; a kept session that died is found so without writing.
  [[nodiscard]] virtual bool alive() noexcept = 0;

  /// Makes the pending and every later operation fail at once with `why`. Idempotent.
  virtual void cancel(Errc why) noexcept = 0;

  /// Ends the connection in an orderly way without waiting for the peer. Idempotent.
  virtual void close() noexcept = 0;

 protected:
  Transport() = default;
};

}  // namespace showd
