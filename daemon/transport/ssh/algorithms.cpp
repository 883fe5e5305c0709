// The lists are ordered by what they cost us (client CPU of a whole handshake, libssh 0.10.6 on one
// core): curve25519 0.9 ms, nistp256 0.9, nistp521 1.6, nistp384 3.5, group14 4.7, group-exchange
// 6.9, group16 25 ms in one uninterruptible step. libssh itself would ask for group18 and group16
// before group14. Ciphers, for a poll of 2 KB: aes-gcm 34 us, chacha20 40, aes-ctr + hmac 80.
// libssh 0.10 knows no "+algorithm" syntax, so the legacy lists are the modern ones and more.
#include "transport/ssh/algorithms.hpp"

#include <array>
#include <string>

namespace showd {
namespace {

struct List {
  ssh_options_e option;
  const char* modern;
  const char* legacy;  ///< appended for old devices
};

constexpr const char* kCiphers =
    "aes256-gcm@openssh.com,aes128-gcm@openssh.com,chacha20-poly1305@openssh.com,"
    "aes128-ctr,aes192-ctr,aes256-ctr";
constexpr const char* kOldCiphers = ",aes128-cbc,aes192-cbc,aes256-cbc,3des-cbc";
constexpr const char* kMacs =
    "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512";
constexpr const char* kOldMacs = ",hmac-sha1-etm@openssh.com,hmac-sha1";

constexpr std::array kLists{
    List{SSH_OPTIONS_KEY_EXCHANGE,
         "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp521,"
         "ecdh-sha2-nistp384,diffie-hellman-group14-sha256,diffie-hellman-group-exchange-sha256,"
         "diffie-hellman-group16-sha512,diffie-hellman-group18-sha512",
         ",diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1,"
         "diffie-hellman-group1-sha1"},
    List{SSH_OPTIONS_CIPHERS_C_S, kCiphers, kOldCiphers},
    List{SSH_OPTIONS_CIPHERS_S_C, kCiphers, kOldCiphers},
    List{SSH_OPTIONS_HMAC_C_S, kMacs, kOldMacs},
    List{SSH_OPTIONS_HMAC_S_C, kMacs, kOldMacs},
    List{SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES,
         "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-256,"
         "rsa-sha2-512",
         ",ssh-rsa"},
};

constexpr std::array kHostKeys{"ssh-ed25519",  "ecdsa-sha2-nistp256", "rsa-sha2-256",
                               "rsa-sha2-512", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"};

/// A key of type ssh-rsa signs by three algorithms; the other types by the one they are named for.
bool signs_with(std::string_view key_type, std::string_view algorithm) {
  if (key_type == "ssh-rsa") return algorithm == "ssh-rsa" || algorithm.starts_with("rsa-sha2-");
  return key_type == algorithm;
}

std::string host_keys(bool legacy, std::string_view pinned) {
  std::string first, rest;
  for (const char* algorithm : kHostKeys)
    (signs_with(pinned, algorithm) ? first : rest).append(",").append(algorithm);
  if (legacy) (signs_with(pinned, "ssh-rsa") ? first : rest).append(",ssh-rsa");
  return (first + rest).substr(1);
}

}  // namespace

bool set_algorithms(ssh_session session, bool legacy, std::string_view pinned_key_type) {
  for (const List& list : kLists) {
    const std::string value = std::string(list.modern) + (legacy ? list.legacy : "");
    if (ssh_options_set(session, list.option, value.c_str()) != SSH_OK) return false;
  }
  const std::string keys = host_keys(legacy, pinned_key_type);
  if (ssh_options_set(session, SSH_OPTIONS_HOSTKEYS, keys.c_str()) != SSH_OK) return false;
  const int smallest_rsa = 1024;  // also without `legacy`: as OpenSSH's RequiredRSASize
  return ssh_options_set(session, SSH_OPTIONS_RSA_MIN_SIZE, &smallest_rsa) == SSH_OK;
}

}  // namespace showd
