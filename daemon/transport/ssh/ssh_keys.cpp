#include "transport/ssh/ssh_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <list>
#include <memory>

namespace showd {
namespace {

constexpr std::size_t kMostKeys = 32;
constexpr std::size_t kSmallestRsa = 1024;  ///< as OpenSSH's RequiredRSASize

struct KeyFree {
  void operator()(ssh_key key) const { ssh_key_free(key); }
};
struct StringFree {
  void operator()(char* text) const { ssh_string_free_char(text); }
};
using Key = std::unique_ptr<ssh_key_struct, KeyFree>;
using Text = std::unique_ptr<char, StringFree>;

struct Loaded {
  Secret text;
  Secret passphrase;
  Key key;
};

Key read_key(const Secret& text, const Secret& passphrase) {
  ssh_key key = nullptr;
  // Never a null passphrase: OpenSSL would then ask for one on the daemon's terminal.
  const char* const phrase = passphrase.empty() ? "" : passphrase.reveal().data();
  const int code =
      ssh_pki_import_privkey_base64(text.reveal().data(), phrase, nullptr, nullptr, &key);
  return Key(code == SSH_OK ? key : nullptr);
}

int sextet(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

/// libssh's public interface gives a key's wire form only as base64 (RFC 4648, without breaks).
std::string from_base64(std::string_view text) {
  std::string bytes;
  unsigned bits = 0;
  int have = 0;
  for (const char c : text) {
    const int value = sextet(c);
    if (value < 0) break;  // '=': the padding
    bits = bits << 6 | static_cast<unsigned>(value);
    if ((have += 6) < 8) continue;
    have -= 8;
    bytes.push_back(static_cast<char>(bits >> have & 0xff));
  }
  return bytes;
}

std::string sha256_of(ssh_key key) {
  unsigned char* hash = nullptr;
  std::size_t size = 0;
  if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &size) != 0) return {};
  const Text text(ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size));
  ssh_clean_pubkey_hash(&hash);
  return text ? text.get() : "";
}

/// An OpenSSH key says in its head by which cipher it is locked; PEM in words.
bool is_locked(std::string_view text) {
  constexpr std::string_view kOpenSsh = "-----BEGIN OPENSSH PRIVATE KEY-----";
  const std::size_t begin = text.find(kOpenSsh);
  if (begin == std::string_view::npos) return text.find("ENCRYPTED") != std::string_view::npos;
  text.remove_prefix(begin + kOpenSsh.size());
  text.remove_prefix(std::min(text.find_first_not_of("\r\n "), text.size()));
  const std::string head = from_base64(text.substr(0, 32));  // "openssh-key-v1", 0, string cipher
  return head.find("none") == std::string::npos;
}

std::string why_unreadable(const Secret& text, const Secret& passphrase) {
  if (!is_locked(text.reveal())) return "the private key cannot be read (not PEM or OpenSSH)";
  return passphrase.empty() ? "the private key is locked by a passphrase, the credential names none"
                            : "the passphrase does not open the private key";
}

/// Of "ssh-rsa", e, n (RFC 4253, 6.6): the bits of n.
std::size_t rsa_bits(std::string_view wire) {
  std::string_view field;
  for (int i = 0; i < 3; ++i) {
    if (wire.size() < 4) return 0;
    std::size_t size = 0;
    for (const char byte : wire.substr(0, 4)) size = size << 8 | static_cast<unsigned char>(byte);
    field = wire.substr(4, size);
    wire.remove_prefix(std::min(wire.size(), 4 + size));
  }
  while (!field.empty() && field.front() == '\0') field.remove_prefix(1);
  if (field.empty()) return 0;
  const auto first = static_cast<unsigned char>(field.front());
  return 8 * (field.size() - 1) + static_cast<std::size_t>(std::bit_width(first));
}

}  // namespace

Result<ssh_key> load_private_key(const Secret& text, const Secret& passphrase) {
  thread_local std::list<Loaded> loaded;
  for (const Loaded& one : loaded)
    if (one.text.reveal() == text.reveal() && one.passphrase.reveal() == passphrase.reveal())
      return one.key.get();
  Key key = read_key(text, passphrase);
  if (!key) return fail(Errc::no_credentials, Stage::auth, why_unreadable(text, passphrase));
  if (loaded.size() == kMostKeys) loaded.pop_back();
  loaded.push_front(Loaded{text, passphrase, std::move(key)});
  return loaded.front().key.get();
}

HostKey named_key(ssh_key key) {
  const char* const type = ssh_key_type_to_char(ssh_key_type(key));
  return {type != nullptr ? type : "unknown", sha256_of(key), {}};
}

Result<HostKey> server_key(ssh_session session) {
  ssh_key raw = nullptr;
  if (ssh_get_server_publickey(session, &raw) != SSH_OK)
    return fail(Errc::protocol_error, Stage::hostkey, "the device showed no host key");
  const Key key(raw);
  char* base64 = nullptr;
  if (ssh_pki_export_pubkey_base64(raw, &base64) != SSH_OK)
    return fail(Errc::protocol_error, Stage::hostkey, "the device's host key cannot be read");
  const Text text(base64);
  HostKey shown = named_key(raw);
  shown.public_key = text.get();
  if (shown.type != "ssh-rsa") return shown;
  const std::size_t bits = rsa_bits(from_base64(base64));
  if (bits >= kSmallestRsa) return shown;
  return fail(Errc::no_common_algorithm, Stage::hostkey,
              fmt::format("the device's host key of {} bits is too small; showd takes {} at least",
                          bits, kSmallestRsa));
}

}  // namespace showd
