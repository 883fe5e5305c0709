#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <limits>
#include <mutex>
#include <optional>

namespace showd {

/// Messages between threads: values, one way, bounded in number and, where the writer says how
/// large each is, in bytes. Closing wakes the readers, and what was
/// pushed before is still read: close, then join, is the whole of shutdown.
/// Thread: any number of writers and readers.
template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity,
                        std::size_t max_bytes = std::numeric_limits<std::size_t>::max())
      : capacity_(capacity), max_bytes_(max_bytes) {}

  /// False when the queue is full or closed; `message` is then untouched and the caller decides
  /// what to drop (never waits: a loop thread must not). An empty queue takes a message of any
  /// size; one of no bytes is held to the number only.
  [[nodiscard]] bool try_push(T&& message, std::size_t bytes = 0) {
    {
      std::scoped_lock lock(mutex_);
      const bool too_much = bytes > 0 && bytes_ > 0 && bytes_ + bytes > max_bytes_;
      if (closed_ || messages_.size() >= capacity_ || too_much) return false;
      messages_.push_back({std::move(message), bytes});
      bytes_ += bytes;
    }
    readable_.notify_one();
    return true;
  }

  /// As try_push, but past every bound: for what is rare and must not be lost. False when closed.
  [[nodiscard]] bool push(T&& message) {
    {
      std::scoped_lock lock(mutex_);
      if (closed_) return false;
      messages_.push_back({std::move(message), 0});
    }
    readable_.notify_one();
    return true;
  }

  /// The next message; nothing when `span` passed without one, or when closed and empty.
  [[nodiscard]] std::optional<T> pop_for(std::chrono::milliseconds span) {
    std::unique_lock lock(mutex_);
    readable_.wait_for(lock, span, [this] { return closed_ || !messages_.empty(); });
    if (messages_.empty()) return std::nullopt;
    std::optional<T> message(std::move(messages_.front().value));
    bytes_ -= messages_.front().bytes;
    messages_.pop_front();
    return message;
  }

  void close() {
    {
      std::scoped_lock lock(mutex_);
      closed_ = true;
    }
    readable_.notify_all();
  }

  [[nodiscard]] bool closed() const {
    std::scoped_lock lock(mutex_);
    return closed_;
  }
  /// The gauge `showd_queue_depth`.
  [[nodiscard]] std::size_t depth() const {
    std::scoped_lock lock(mutex_);
    return messages_.size();
  }
  /// Of all that waits, as its writers said.
  [[nodiscard]] std::size_t bytes() const {
    std::scoped_lock lock(mutex_);
    return bytes_;
  }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

 private:
  struct Message {
    T value;
    std::size_t bytes;
  };
  const std::size_t capacity_;
  const std::size_t max_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable readable_;
  std::deque<Message> messages_;
  std::size_t bytes_ = 0;
  bool closed_ = false;
};

}  // namespace showd
