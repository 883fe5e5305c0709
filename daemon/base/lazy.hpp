#pragma once

#include <memory>

namespace showd {

/// A value that takes memory once it is written to, and reads as T{} until then. A copy is a copy.
template <class T>
class Lazy {
 public:
  Lazy() = default;
  Lazy(const Lazy& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Lazy(Lazy&&) noexcept = default;
  Lazy& operator=(const Lazy& other) { return *this = Lazy(other); }
  Lazy& operator=(Lazy&&) noexcept = default;

  [[nodiscard]] const T& operator*() const noexcept { return value_ ? *value_ : kUnwritten; }
  [[nodiscard]] const T* operator->() const noexcept { return &**this; }
  [[nodiscard]] bool written() const noexcept { return value_ != nullptr; }
  [[nodiscard]] T& write() {
    if (!value_) value_ = std::make_unique<T>();
    return *value_;
  }
  bool operator==(const Lazy& other) const { return **this == *other; }

 private:
  static inline const T kUnwritten{};
  std::unique_ptr<T> value_;
};

}  // namespace showd
