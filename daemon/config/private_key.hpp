/// What can be told of an SSH private key without reading it: its form, and whether it is
/// encrypted.
#pragma once

#include <string_view>

namespace showd {

struct KeyObjection {
  std::string_view why;  ///< empty: none
  std::string_view remedy;
};

/// Against a text that is no private key which showd reads (PEM or OpenSSH's own form).
[[nodiscard]] KeyObjection objection_to_key(std::string_view key) noexcept;

/// Whether it cannot be read without a passphrase. `key`: one without objection.
[[nodiscard]] bool is_encrypted(std::string_view key) noexcept;

}  // namespace showd
