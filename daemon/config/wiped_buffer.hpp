#pragma once

#include <string.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "config/secret_source.hpp"

namespace showd {

/// Room for one secret on its way in. Zeroed before it is given back; never grows, so no copy of
/// its bytes stays behind in the heap.
class WipedBuffer {
 public:
  WipedBuffer() : bytes_(kLargestSecret + 1) {}
  WipedBuffer(const WipedBuffer&) = delete;
  WipedBuffer& operator=(const WipedBuffer&) = delete;
  ~WipedBuffer() { ::explicit_bzero(bytes_.data(), bytes_.size()); }

  /// Reads once from `descriptor`. As read(2); EINTR is for the caller.
  [[nodiscard]] ssize_t read_from(int descriptor);
  [[nodiscard]] std::string_view text() const { return {bytes_.data(), size_}; }
  [[nodiscard]] bool too_long() const { return size_ > kLargestSecret; }

 private:
  std::vector<char> bytes_;
  std::size_t size_ = 0;
};

}  // namespace showd
