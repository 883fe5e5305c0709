#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

#include "poll/gate.hpp"
#include "session/session.hpp"

namespace showd {

/// A session, or the attempt at one, and the room that it takes among all of its loop. It is
/// counted as open from put() on. Thread: its loop; the count is read by others.
class SessionSlot {
 public:
  SessionSlot() = default;
  explicit SessionSlot(std::atomic<std::size_t>& open) : open_(&open) {}
  SessionSlot(SessionSlot&& other) noexcept
      : room(std::move(other.room)),
        output_limit(other.output_limit),
        open_(other.open_),
        session_(std::move(other.session_)) {}
  SessionSlot& operator=(SessionSlot&& other) noexcept {
    drop();
    room = std::move(other.room);
    output_limit = other.output_limit;
    open_ = other.open_;
    session_ = std::move(other.session_);
    return *this;
  }
  ~SessionSlot() { drop(); }

  void put(std::unique_ptr<Session> session, SessionLimits limits) {
    drop();
    output_limit = limits.output;
    session_ = std::move(session);
    ++*open_;
  }
  /// The session ends; the room stays for another one.
  void drop() noexcept {
    if (!session_) return;
    session_.reset();
    --*open_;
  }

  [[nodiscard]] explicit operator bool() const noexcept { return session_ != nullptr; }
  Session* operator->() const noexcept { return session_.get(); }
  Session& operator*() const noexcept { return *session_; }

  Gate::Pass room;
  std::size_t output_limit = 0;  ///< under which the session was opened

 private:
  std::atomic<std::size_t>* open_ = nullptr;
  std::unique_ptr<Session> session_;
};

}  // namespace showd
