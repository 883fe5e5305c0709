// The lists are ordered by what they cost us (client CPU of a whole handshake, libssh 0.10.6 on one
// core): curve25519 0.9 ms, nistp256 0.9, nistp521 1.6, nistp384 3.5, group14 4.7, group-exchange
// 6.9, group16 25 ms in one uninterruptible step. libssh itself would ask for group18 and group16
// before group14. Ciphers, for a poll of 2 KB: aes-gcm 34 us, chacha20 40, aes-ctr + hmac 80.
// libssh 0.10 knows no "+algorithm" syntax, so the legacy lists are the modern ones and more.
#include "transport/ssh/algorithms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/utf8.hpp"

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
         // Old devices answer group exchange with 1,024 bits whatever is asked, which libssh
         // refuses.
         ",diffie-hellman-group14-sha1,diffie-hellman-group1-sha1,"
         "diffie-hellman-group-exchange-sha1"},
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

std::string_view between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t from = text.find(before);
  if (from == std::string_view::npos) return {};
  text.remove_prefix(from + before.size());
  return text.substr(0, text.find(after));
}

bool names(std::string_view list, std::string_view algorithm) {
  for (std::size_t at = list.find(algorithm); at != std::string_view::npos;
       at = list.find(algorithm, at + 1)) {
    const std::size_t end = at + algorithm.size();
    if ((at == 0 || list[at - 1] == ',') && (end == list.size() || list[end] == ',')) return true;
  }
  return false;
}

/// Whether one of what the device offers is in the legacy lists.
bool legacy_would_help(std::string_view offered) {
  while (!offered.empty()) {
    const std::string_view one = offered.substr(0, offered.find(','));
    offered.remove_prefix(std::min(offered.size(), one.size() + 1));
    if (one == "ssh-rsa") return true;
    for (const List& list : kLists)
      if (names(std::string_view(list.legacy).substr(1), one)) return true;
  }
  return false;
}

/// "kex error : no match for method kex algos: server [a,b], client [c]"
std::optional<Error> nothing_in_common(std::string_view text, bool legacy) {
  const std::string_view what = between(text, "no match for method ", ":");
  if (what.empty()) return std::nullopt;
  const std::string_view offered = between(text, "server [", "]");
  const bool hint = !legacy && legacy_would_help(offered);
  return Error{
      Errc::no_common_algorithm, Stage::kex,
      fmt::format("no common {}: the device offers only {}{}", printable(what, 40),
                  printable(offered, 300), hint ? "; `legacy: true` adds the old ones" : "")};
}

/// "Invalid dh group parameter p: 1024 not in [2048:8192]"
std::optional<Error> group_too_small(std::string_view text) {
  const std::string_view bits = between(text, "Invalid dh group parameter p: ", " ");
  const std::string_view least = between(text, "not in [", ":");
  if (bits.empty() || least.empty()) return std::nullopt;
  return Error{
      Errc::no_common_algorithm, Stage::kex,
      fmt::format("the device's group exchange offers a group of {} bits only; showd takes "
                  "{} at least",
                  printable(bits, 10), printable(least, 10))};
}

}  // namespace

std::optional<Error> algorithm_error(std::string_view libssh_says, bool legacy) {
  if (auto error = nothing_in_common(libssh_says, legacy)) return error;
  if (auto error = group_too_small(libssh_says)) return error;
  if (libssh_says.find("verify server hostkey signature") == std::string_view::npos)
    return std::nullopt;
  return Error{Errc::protocol_error, Stage::kex,
               "the host key's signature does not verify: it is forged, or the key is too small "
               "(RSA of fewer than 768 bits)"};
}

bool set_algorithms(ssh_session session, bool legacy, std::string_view pinned_key_type) {
  for (const List& list : kLists) {
    const std::string value = std::string(list.modern) + (legacy ? list.legacy : "");
    if (ssh_options_set(session, list.option, value.c_str()) != SSH_OK) return false;
  }
  const std::string keys = host_keys(legacy, pinned_key_type);
  if (ssh_options_set(session, SSH_OPTIONS_HOSTKEYS, keys.c_str()) != SSH_OK) return false;
  const int smallest_rsa = 768;  // libssh's own least; server_key() refuses, and says why
  return ssh_options_set(session, SSH_OPTIONS_RSA_MIN_SIZE, &smallest_rsa) == SSH_OK;
}

}  // namespace showd
