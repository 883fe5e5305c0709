#pragma once

#include <string>
#include <string_view>

namespace showd {

/// A password, passphrase or private key. Neither streams nor formats, and wipes itself.
/// Owns its bytes in one allocation that is zeroed before it is given back.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text);
  Secret(const Secret& other);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret other) noexcept;
  ~Secret();

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  /// The bytes themselves, NUL-terminated for C APIs; valid while this object is unchanged.
  /// Call it at the wire, nowhere else.
  [[nodiscard]] std::string_view reveal() const noexcept;
  bool operator==(const Secret& other) const noexcept { return reveal() == other.reveal(); }

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace showd
