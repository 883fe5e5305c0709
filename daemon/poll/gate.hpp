#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "poll/lane.hpp"

namespace showd {

/// As a gate's patience: places are not lent.
inline constexpr std::chrono::milliseconds kNeverLent = std::chrono::milliseconds::max();

struct GateWidth {
  std::size_t main;     ///< places for devices that were let in last, or are new
  std::size_t failing;  ///< places for those that were not
  std::size_t total;    ///< of both together
  /// A place kept for longer is lent to the next in line, and who had it goes on without: whoever
  /// keeps us waiting does not keep the others waiting, too.
  std::chrono::milliseconds patience = kNeverLent;
};

/// Lets so many coroutines of one loop through at once; the rest wait, first come first served.
/// A handle: its copies are the same gate.
/// Thread: its loop, alone.
///
/// Dropped: one queue without lanes or lending. 640 devices that accept a connection and fall
/// silent kept 50 good ones from being polled for minutes: each held a place until its deadline.
class Gate {
  struct State;
  struct Holder;

 public:
  Gate(asio::io_context& loop, GateWidth width);

  /// A place behind the gate, given back when it goes out of scope. May outlive the gate.
  class Pass {
   public:
    Pass() = default;
    Pass(Pass&& other) noexcept = default;
    Pass& operator=(Pass&& other) noexcept;
    ~Pass() { release(); }
    void release();
    /// From now on it may be kept for `patience` before it is lent.
    void keep_for(std::chrono::milliseconds patience);
    explicit operator bool() const noexcept { return holder_ != nullptr; }

   private:
    friend class Gate;
    Pass(std::shared_ptr<State> state, std::shared_ptr<Holder> holder);
    std::shared_ptr<State> state_;
    std::shared_ptr<Holder> holder_;
  };

  struct Visitor {
    Lane lane = Lane::main;
    bool first = false;  ///< was sent away last time: goes before all who were not
    Monotonic give_up = Monotonic::max();
  };

  /// A place if there is one now.
  [[nodiscard]] Pass try_enter(Lane lane);

  /// Waits for a place. An empty pass: it did not come free before `give_up`, or the gate closed.
  [[nodiscard]] Awaitable<Pass> enter(Visitor who);

  /// Who is inside stays, and keeps what patience he came with; who waits and has a place now
  /// enters.
  void set_width(GateWidth width);
  /// Places that are held though the gate has become too narrow for them.
  [[nodiscard]] std::size_t surplus() const noexcept;

  /// Nobody waits any more.
  void close();
  [[nodiscard]] bool closed() const noexcept;

  [[nodiscard]] std::size_t waiting(Lane lane) const noexcept;
  [[nodiscard]] std::size_t waiting() const noexcept {
    return waiting(Lane::main) + waiting(Lane::failing);
  }
  /// All places of both lanes are taken.
  [[nodiscard]] bool full() const noexcept;
  /// Nobody waits, nobody holds a place.
  [[nodiscard]] bool unused() const noexcept;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace showd
