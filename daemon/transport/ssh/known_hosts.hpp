/// OpenSSH's known_hosts files (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): what they hold of a host,
/// and what is added to them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/host_key.hpp"

namespace showd {

/// What a file has for one host: plain, hashed and wildcard names are understood. Lines with a
/// negated name, of certificate authorities, or that cannot be read are passed over: a key less is
/// trusted then.
struct KnownHostKeys {
  std::vector<HostKey> keys;  ///< without those that are revoked anywhere in the file
  bool revoked = false;  ///< some key of the host is: what is not in `keys` is not to be trusted
};
[[nodiscard]] KnownHostKeys known_host_keys(std::string_view file, const std::string& address,
                                            std::uint16_t port);

/// As ssh-keygen -R takes it: "r2", "[r2]:2022".
[[nodiscard]] std::string known_hosts_name(const std::string& address, std::uint16_t port);

/// The line for `key`, whose public_key is known, with its line end.
[[nodiscard]] std::string known_hosts_line(const std::string& address, std::uint16_t port,
                                           const HostKey& key);

}  // namespace showd
