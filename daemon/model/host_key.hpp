#pragma once

#include <string>

namespace showd {

/// A key that a device showed: by its fingerprint, which is what people compare.
struct HostKey {
  std::string type;    ///< "ssh-ed25519"
  std::string sha256;  ///< as OpenSSH prints it: "SHA256:..."
  bool operator==(const HostKey&) const = default;
};

}  // namespace showd
