/// libssh's objects, owned. Included by the SSH files alone.
#pragma once

#include <libssh/libssh.h>
#include <libssh/server.h>

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "ssh_server.hpp"

namespace showd::simulator {

struct Freer {
  void operator()(ssh_key key) const { ssh_key_free(key); }
  void operator()(ssh_bind bind) const { ssh_bind_free(bind); }
  void operator()(ssh_session session) const { ssh_free(session); }
};
using KeyPtr = std::unique_ptr<std::remove_pointer_t<ssh_key>, Freer>;
using BindPtr = std::unique_ptr<std::remove_pointer_t<ssh_bind>, Freer>;
using SessionPtr = std::unique_ptr<std::remove_pointer_t<ssh_session>, Freer>;

class LibsshHostKey final : public HostKey {
 public:
  LibsshHostKey(BindPtr bind, std::string fingerprint)
      : bind_(std::move(bind)), fingerprint_(std::move(fingerprint)) {}
  [[nodiscard]] const std::string& fingerprint() const noexcept override { return fingerprint_; }
  [[nodiscard]] ssh_bind bind() const noexcept { return bind_.get(); }

 private:
  BindPtr bind_;
  std::string fingerprint_;
};

class AuthorizedKeys {
 public:
  void add(KeyPtr key) { keys_.push_back(std::move(key)); }
  [[nodiscard]] bool has(ssh_key key) const {
    for (const KeyPtr& known : keys_)
      if (ssh_key_cmp(known.get(), key, SSH_KEY_CMP_PUBLIC) == 0) return true;
    return false;
  }
  [[nodiscard]] bool empty() const noexcept { return keys_.empty(); }

 private:
  std::vector<KeyPtr> keys_;
};

}  // namespace showd::simulator
