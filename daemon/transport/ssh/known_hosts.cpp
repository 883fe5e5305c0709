#include "transport/ssh/known_hosts.hpp"

#include <fmt/format.h>
#include <libssh/libssh.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/text.hpp"
#include "transport/ssh/ssh_keys.hpp"

namespace showd {
namespace {

struct EntryFree {
  void operator()(ssh_knownhosts_entry* entry) const { ssh_knownhosts_entry_free(entry); }
};
using Entry = std::unique_ptr<ssh_knownhosts_entry, EntryFree>;

/// Fields separated by one blank each, as libssh wants them.
std::string with_single_blanks(std::string_view line) {
  std::string text;
  for (const char c : line) {
    const bool blank = c == ' ' || c == '\t' || c == '\r';
    if (!blank)
      text += c;
    else if (!text.empty() && text.back() != ' ')
      text += ' ';
  }
  return text;
}

/// Takes the first word away when it is `marker`.
bool take_marker(std::string& line, std::string_view marker) {
  if (!line.starts_with(marker)) return false;
  line.erase(0, marker.size());
  return true;
}

/// Nothing: the line is of another host, or none that can be read.
std::optional<HostKey> key_in(const std::string& line, const std::string& host) {
  const std::string_view names = std::string_view(line).substr(0, line.find(' '));
  if (line.empty() || line.front() == '#' || names.find('!') != std::string_view::npos)
    return std::nullopt;
  ssh_knownhosts_entry* raw = nullptr;
  if (ssh_known_hosts_parse_line(host.c_str(), line.c_str(), &raw) != SSH_OK) return std::nullopt;
  const Entry entry(raw);
  return named_key(entry->publickey);
}

bool contains(const std::vector<HostKey>& keys, const HostKey& key) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](const HostKey& one) { return one.sha256 == key.sha256; });
}

}  // namespace

KnownHostKeys known_host_keys(std::string_view file, const std::string& address,
                              std::uint16_t port) {
  const std::string host = known_hosts_name(address, port);
  KnownHostKeys known;
  std::vector<HostKey> revoked_keys;
  while (!file.empty()) {
    const std::size_t end = std::min(file.find('\n'), file.size());
    std::string line = with_single_blanks(file.substr(0, end));
    file.remove_prefix(std::min(end + 1, file.size()));
    if (take_marker(line, "@cert-authority ")) continue;
    const bool revoked = take_marker(line, "@revoked ");
    auto key = key_in(line, host);
    if (!key) continue;
    (revoked ? revoked_keys : known.keys).push_back(*std::move(key));
  }
  known.revoked = !revoked_keys.empty();
  std::erase_if(known.keys, [&](const HostKey& key) { return contains(revoked_keys, key); });
  return known;
}

std::string known_hosts_name(const std::string& address, std::uint16_t port) {
  const std::string name = to_lower(address);
  return port == 22 ? name : fmt::format("[{}]:{}", name, port);
}

std::string known_hosts_line(const std::string& address, std::uint16_t port, const HostKey& key) {
  return fmt::format("{} {} {}\n", known_hosts_name(address, port), key.type, key.public_key);
}

}  // namespace showd
