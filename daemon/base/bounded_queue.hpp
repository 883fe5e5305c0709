#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>

namespace showd {

/// Messages between threads: values, one way, bounded. Closing wakes the readers, and what was
/// pushed before is still read: close, then join, is the whole of shutdown.
/// Thread: any number of writers and readers.
template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  /// False when the queue is full or closed; `message` is then untouched and the caller decides
  /// what to drop (never waits: a loop thread must not).
  [[nodiscard]] bool try_push(T&& message) {
    {
      std::scoped_lock lock(mutex_);
      if (closed_ || messages_.size() >= capacity_) return false;
      messages_.push_back(std::move(message));
    }
    readable_.notify_one();
    return true;
  }

  /// The next message; nothing when `span` passed without one, or when closed and empty.
  [[nodiscard]] std::optional<T> pop_for(std::chrono::milliseconds span) {
    std::unique_lock lock(mutex_);
    readable_.wait_for(lock, span, [this] { return closed_ || !messages_.empty(); });
    if (messages_.empty()) return std::nullopt;
    std::optional<T> message(std::move(messages_.front()));
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
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

 private:
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable readable_;
  std::deque<T> messages_;
  bool closed_ = false;
};

}  // namespace showd
