#pragma once

#include <mutex>

namespace showd {

/// Data that can only be reached under its lock: `guarded.with([](T& data) { ... })`.
/// Beside BoundedQueue the only place in the house that holds a mutex.
template <class T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T data) : data_(std::move(data)) {}

  /// Runs `use` on the data under the lock. Keep it short; never call back into the daemon.
  template <class Use>
  decltype(auto) with(Use&& use) {
    std::scoped_lock lock(mutex_);
    return std::forward<Use>(use)(data_);
  }
  template <class Use>
  decltype(auto) with(Use&& use) const {
    std::scoped_lock lock(mutex_);
    return std::forward<Use>(use)(data_);
  }

 private:
  mutable std::mutex mutex_;
  T data_{};
};

}  // namespace showd
