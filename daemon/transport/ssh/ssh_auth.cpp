#include "transport/ssh/ssh_auth.hpp"

#include <fmt/format.h>

#include <array>

#include "base/utf8.hpp"
#include "transport/ssh/ssh_keys.hpp"

namespace showd {
namespace {

constexpr int kMostDialogueRounds = 8;  ///< INFO requests with or without prompts (RFC 4256, 3.2)

std::string method_names(int offered) {
  constexpr std::array kNames{std::pair{SSH_AUTH_METHOD_PUBLICKEY, "publickey"},
                              std::pair{SSH_AUTH_METHOD_PASSWORD, "password"},
                              std::pair{SSH_AUTH_METHOD_INTERACTIVE, "keyboard-interactive"},
                              std::pair{SSH_AUTH_METHOD_HOSTBASED, "hostbased"},
                              std::pair{SSH_AUTH_METHOD_GSSAPI_MIC, "gssapi-with-mic"}};
  std::string names;
  for (const auto& [method, name] : kNames)
    if ((static_cast<unsigned>(offered) & method) != 0)
      names.append(names.empty() ? "" : ", ").append(name);
  return names.empty() ? "nothing" : names;
}

class Authenticator {
 public:
  Authenticator(SshLink& link, const SshOptions& options) : link_(link), options_(options) {}

  Awaitable<Result<void>> run() {
    if (!options_.private_key.empty()) {
      const ssh_key key = load_private_key(options_.private_key, options_.passphrase);
      if (key == nullptr)
        co_return fail(
            Errc::no_credentials, Stage::auth,
            "the private key cannot be read (not PEM or OpenSSH, or its passphrase is wrong)");
      if (settled(co_await by_key(key))) co_return std::move(outcome_);
    }
    if (!options_.password.empty()) {
      if (may_try(SSH_AUTH_METHOD_PASSWORD) && settled(co_await by_password()))
        co_return std::move(outcome_);
      // Only where `password` is not offered: else the same wrong secret would be judged twice.
      if (!password_judged_ && offers(SSH_AUTH_METHOD_INTERACTIVE) &&
          settled(co_await by_dialogue()))
        co_return std::move(outcome_);
    } else if (options_.private_key.empty() && settled(co_await by_nothing())) {
      co_return std::move(outcome_);
    }
    co_return refused();
  }

 private:
  Awaitable<int> by_key(ssh_key key) {
    const auto call = [&] { return ssh_userauth_publickey(link_.raw(), nullptr, key); };
    const int code = co_await link_.drive(call, SSH_AUTH_AGAIN);
    // Without a list of methods the server was never asked: libssh itself ruled the key out.
    if (code == SSH_AUTH_DENIED && offered() == 0)
      key_unused_ = printable(ssh_get_error(link_.raw()));
    judged_ = judged_ || (code == SSH_AUTH_DENIED && key_unused_.empty());
    co_return code;
  }

  Awaitable<int> by_password() {
    const char* const password = options_.password.reveal().data();
    const auto call = [&] { return ssh_userauth_password(link_.raw(), nullptr, password); };
    const int code = co_await link_.drive(call, SSH_AUTH_AGAIN);
    // After a partial success the next thing asked is a second factor, which we do not have.
    password_judged_ = code == SSH_AUTH_PARTIAL || offers(SSH_AUTH_METHOD_PASSWORD);
    judged_ = judged_ || password_judged_;
    co_return code;
  }

  Awaitable<int> by_nothing() {
    const auto call = [&] { return ssh_userauth_none(link_.raw(), nullptr); };
    co_return co_await link_.drive(call, SSH_AUTH_AGAIN);
  }

  Awaitable<int> by_dialogue() {
    bool password_sent = false;
    const auto call = [&] { return ssh_userauth_kbdint(link_.raw(), nullptr, nullptr); };
    for (int round = 0; round < kMostDialogueRounds; ++round) {
      const int code = co_await link_.drive(call, SSH_AUTH_AGAIN);
      if (code != SSH_AUTH_INFO) {
        judged_ = judged_ || password_sent;
        co_return code;
      }
      if (!answer(password_sent)) break;
    }
    judged_ = true;
    co_return SSH_AUTH_DENIED;
  }

  /// Gives the password to the first prompt that hides what is typed, nothing to the others. False
  /// when a later round asks for a secret again: it was wrong, or a second factor is wanted.
  bool answer(bool& password_sent) {
    const int prompts = ssh_userauth_kbdint_getnprompts(link_.raw());
    bool asked_again = false;
    const bool sent_before = password_sent;
    for (int i = 0; i < prompts; ++i) {
      char echo = 1;
      ssh_userauth_kbdint_getprompt(link_.raw(), static_cast<unsigned>(i), &echo);
      asked_again = asked_again || (echo == 0 && sent_before);
      const bool give = echo == 0 && !password_sent;
      password_sent = password_sent || give;
      const char* const text = give ? options_.password.reveal().data() : "";
      ssh_userauth_kbdint_setanswer(link_.raw(), static_cast<unsigned>(i), text);
    }
    return !asked_again;
  }

  [[nodiscard]] int offered() const { return ssh_userauth_list(link_.raw(), nullptr); }
  [[nodiscard]] bool offers(unsigned method) const {
    return (static_cast<unsigned>(offered()) & method) != 0;
  }
  /// What the server offers is known only after a first refusal; asking costs a round trip.
  [[nodiscard]] bool may_try(unsigned method) const { return offered() == 0 || offers(method); }

  /// True when there is nothing more to try; outcome_ then says how it ended.
  bool settled(int code) {
    if (code == SSH_AUTH_SUCCESS) return true;
    if (code == SSH_AUTH_DENIED || code == SSH_AUTH_PARTIAL) return false;
    Error error = link_.error(Stage::auth, "authentication");
    // OpenSSH's and others' way to refuse the last try that they allow.
    if (!link_.stopped() && error.message.find("authentication failures") != std::string::npos)
      error.code = Errc::auth_failed;
    outcome_ = fail(std::move(error));
    return true;
  }

  Result<void> refused() {
    const std::string why =
        key_unused_.empty() ? ""
                            : fmt::format("; key not used: {}{}", key_unused_,
                                          options_.legacy ? "" : " (ssh-rsa needs `legacy: true`)");
    return fail(
        judged_ ? Errc::auth_failed : Errc::no_credentials, Stage::auth,
        fmt::format("user '{}' not let in; the device {}{}", printable(options_.username, 64),
                    offered() == 0 ? "does not say what it would accept"
                                   : "accepts " + method_names(offered()),
                    why));
  }

  SshLink& link_;
  const SshOptions& options_;
  Result<void> outcome_;
  bool judged_ = false;           ///< the server has refused a secret of ours
  bool password_judged_ = false;  ///< the password must not be sent again
  std::string key_unused_;        ///< why libssh did not even offer the key
};

}  // namespace

Awaitable<Result<void>> authenticate(SshLink& link, const SshOptions& options) {
  Authenticator authenticator(link, options);
  co_return co_await authenticator.run();
}

}  // namespace showd
