#pragma once

#include <string>

namespace showd {

/// A key that a device showed: by its fingerprint, which is what people compare.
struct HostKey {
  std::string type;        ///< "ssh-ed25519"
  std::string sha256;      ///< as OpenSSH prints it: "SHA256:..."
  std::string public_key;  ///< base64, as in known_hosts; empty where the fingerprint is all we have
  bool operator==(const HostKey& other) const {
    return type == other.type && sha256 == other.sha256;
  }
};

}  // namespace showd
