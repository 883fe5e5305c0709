#pragma once

#include <cstddef>

#include "base/asio.hpp"

namespace showd {

/// One session's share of its loop: a device that never stops sending would keep all others of its
/// loop from being read. Thread: its loop.
class Turn {
 public:
  /// It waited, so the others had their turn.
  void begin() noexcept { moved_ = 0; }

  /// Whether these bytes use up the turn; then the others go first, and a new one begins.
  [[nodiscard]] bool is_over(std::size_t bytes) noexcept {
    moved_ += bytes;
    if (moved_ < kBytes) return false;
    begin();
    return true;
  }

  /// Goes on when everybody else who is ready had a turn.
  [[nodiscard]] static Awaitable<void> let_others() {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
  }

 private:
  static constexpr std::size_t kBytes = 64 << 10;
  std::size_t moved_ = 0;
};

}  // namespace showd
