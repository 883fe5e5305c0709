#pragma once

#include <cstddef>
#include <list>

#include "base/asio.hpp"

namespace showd {

/// Lets at most `width` coroutines of one loop through at once; the rest wait in order.
/// Thread: its loop, alone.
class Gate {
 public:
  explicit Gate(std::size_t width) : free_(width) {}

  /// A place behind the gate, given back when it goes out of scope.
  class Pass {
   public:
    Pass() = default;
    explicit Pass(Gate* gate) : gate_(gate) {}
    Pass(Pass&& other) noexcept : gate_(other.gate_) { other.gate_ = nullptr; }
    Pass& operator=(Pass&& other) noexcept {
      release();
      std::swap(gate_, other.gate_);
      return *this;
    }
    ~Pass() { release(); }
    void release();
    explicit operator bool() const noexcept { return gate_ != nullptr; }

   private:
    Gate* gate_ = nullptr;
  };

  /// Waits for a place. After close() it answers at once, with an empty pass.
  [[nodiscard]] Awaitable<Pass> enter();

  /// Nobody waits any more.
  void close();

  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }

 private:
  std::size_t free_;
  bool closed_ = false;
  std::list<asio::steady_timer> waiting_;  // never expire; cancelled to wake their coroutine
};

}  // namespace showd
