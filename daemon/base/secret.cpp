#include "base/secret.hpp"

#include <cstring>

namespace showd {

Secret::Secret(std::string_view text) : size_(text.size()) {
  if (text.empty()) return;
  data_ = new char[size_ + 1];
  std::memcpy(data_, text.data(), size_);
  data_[size_] = '\0';
}

Secret::Secret(const Secret& other) : Secret(other.reveal()) {}

Secret::Secret(Secret&& other) noexcept : data_(other.data_), size_(other.size_) {
  other.data_ = nullptr;
  other.size_ = 0;
}

Secret& Secret::operator=(Secret other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

Secret::~Secret() {
  if (data_ == nullptr) return;
  ::explicit_bzero(data_, size_);
  delete[] data_;
}

std::string_view Secret::reveal() const noexcept {
  return data_ == nullptr ? std::string_view("") : std::string_view(data_, size_);
}

}  // namespace showd
