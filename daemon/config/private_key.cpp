#include "config/private_key.hpp"

namespace showd {
namespace {

constexpr std::string_view kOpenSsh = "-----BEGIN OPENSSH PRIVATE KEY-----";

/// OpenSSH's PROTOCOL.key in base64: "openssh-key-v1", NUL, then the cipher's name and its length.
constexpr std::string_view kMagic = "b3BlbnNzaC1rZXktdjEA";
constexpr std::string_view kNoCipher = "AAAABG5vbm";  // 4, "none"

bool is_encrypted_openssh(std::string_view body) noexcept {
  body.remove_prefix(kOpenSsh.size());
  const std::size_t begin = body.find_first_not_of("\r\n");
  if (begin == std::string_view::npos || !body.substr(begin).starts_with(kMagic)) return false;
  return !body.substr(begin + kMagic.size()).starts_with(kNoCipher);
}

}  // namespace

KeyObjection objection_to_key(std::string_view key) noexcept {
  if (key.starts_with("PuTTY-User-Key-File"))
    return {"this key is in PuTTY's own form", "convert it: puttygen FILE -O private-openssh"};
  if (key.starts_with("ssh-") || key.starts_with("ecdsa-"))
    return {"this is a public key", "name the private one, the file without .pub"};
  if (!key.starts_with("-----BEGIN "))
    return {"expected a private key in PEM or OpenSSH form, beginning with '-----BEGIN'",
            "name a file that holds one"};
  return {};
}

bool is_encrypted(std::string_view key) noexcept {
  if (key.starts_with(kOpenSsh)) return is_encrypted_openssh(key);
  return key.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----") ||      // PKCS #8: RFC 7468, 11
         key.find("\nProc-Type: 4,ENCRYPTED") != std::string_view::npos;  // RFC 1421, 4.6.1.1
}

}  // namespace showd
