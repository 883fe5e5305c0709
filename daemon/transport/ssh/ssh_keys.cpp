#include "transport/ssh/ssh_keys.hpp"

#include <list>
#include <memory>

namespace showd {
namespace {

constexpr std::size_t kMostKeys = 32;

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

}  // namespace

ssh_key load_private_key(const Secret& text, const Secret& passphrase) {
  thread_local std::list<Loaded> loaded;
  for (const Loaded& one : loaded)
    if (one.text.reveal() == text.reveal() && one.passphrase.reveal() == passphrase.reveal())
      return one.key.get();
  Key key = read_key(text, passphrase);
  if (!key) return nullptr;
  if (loaded.size() == kMostKeys) loaded.pop_back();
  loaded.push_front(Loaded{text, passphrase, std::move(key)});
  return loaded.front().key.get();
}

Result<ServerKey> server_key(ssh_session session) {
  ssh_key raw = nullptr;
  if (ssh_get_server_publickey(session, &raw) != SSH_OK)
    return fail(Errc::protocol_error, Stage::hostkey, "the device showed no host key");
  const Key key(raw);
  char* base64 = nullptr;
  if (ssh_pki_export_pubkey_base64(raw, &base64) != SSH_OK)
    return fail(Errc::protocol_error, Stage::hostkey, "the device's host key cannot be read");
  const Text text(base64);
  const char* const type = ssh_key_type_to_char(ssh_key_type(raw));
  return ServerKey{type != nullptr ? type : "unknown", sha256_of(raw), from_base64(base64)};
}

}  // namespace showd
