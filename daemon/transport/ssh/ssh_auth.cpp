#include "transport/ssh/ssh_auth.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "transport/ssh/ssh_keys.hpp"
#include "transport/ssh/ssh_questions.hpp"

namespace showd {
namespace {

constexpr int kMostDialogueRounds = 8;  ///< INFO requests with or without prompts (RFC 4256, 3.2)
constexpr std::string_view kBlanks = " \r\n\t";
constexpr int kNewPassword = -2000;  ///< beside libssh's SSH_AUTH_ codes

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

/// libssh 0.10 knows nothing of SSH_MSG_USERAUTH_PASSWD_CHANGEREQ (RFC 4252, 8: 60): it notes that
/// the packet was thrown away, and waits on.
bool wants_new_password(ssh_session session) {
  return std::string_view(ssh_get_error(session)).find("rejected packet (type 60)") !=
         std::string_view::npos;
}

class Authenticator {
 public:
  Authenticator(SshLink& link, const SshOptions& options) : link_(link), options_(options) {}

  Awaitable<Result<bool>> run() {
    if (options_.nothing_first && settled(co_await by_nothing())) co_return outcome_;
    if (!options_.private_key.empty()) {
      const Result<ssh_key> key = load_private_key(options_.private_key, options_.passphrase);
      if (!key) co_return fail(key.error());
      if (settled(co_await by_key(*key))) co_return outcome_;
    }
    if (!options_.password.empty()) {
      if (may_try(SSH_AUTH_METHOD_PASSWORD) && settled(co_await by_password())) co_return outcome_;
      // Only where `password` is not offered, or was only a first factor: else the same wrong
      // secret would be judged twice.
      if ((!password_judged_ || first_factor_) && offers(SSH_AUTH_METHOD_INTERACTIVE) &&
          settled(co_await by_dialogue()))
        co_return outcome_;
    }
    // A server that wants nothing of what we have may be one that asks nobody.
    if (!options_.nothing_first && !judged_ && unanswered_.empty() &&
        settled(co_await by_nothing()))
      co_return outcome_;
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
    const auto call = [&] {
      const int code = ssh_userauth_password(link_.raw(), nullptr, password);
      return code == SSH_AUTH_AGAIN && wants_new_password(link_.raw()) ? kNewPassword : code;
    };
    const int code = co_await link_.drive(call, SSH_AUTH_AGAIN);
    first_factor_ = code == SSH_AUTH_PARTIAL;
    password_judged_ = first_factor_ || offers(SSH_AUTH_METHOD_PASSWORD);
    judged_ = judged_ || password_judged_;
    co_return code;
  }

  Awaitable<int> by_nothing() {
    const auto call = [&] { return ssh_userauth_none(link_.raw(), nullptr); };
    const int code = co_await link_.drive(call, SSH_AUTH_AGAIN);
    proved_ = code != SSH_AUTH_SUCCESS;
    co_return code;
  }

  Awaitable<int> by_dialogue() {
    password_sent_ = first_factor_;
    const auto call = [&] { return ssh_userauth_kbdint(link_.raw(), nullptr, nullptr); };
    for (int round = 0; round < kMostDialogueRounds; ++round) {
      const int code = co_await link_.drive(call, SSH_AUTH_AGAIN);
      if (code != SSH_AUTH_INFO) {
        judged_ = judged_ || password_sent_;
        co_return code;
      }
      const int answered = answer();
      if (answered != SSH_AUTH_INFO) co_return answered;
    }
    judged_ = true;
    co_return SSH_AUTH_DENIED;
  }

  /// Answers all that is asked in this round, or nothing of it. Returns SSH_AUTH_INFO to go on.
  int answer() {
    const auto prompts = static_cast<unsigned>(ssh_userauth_kbdint_getnprompts(link_.raw()));
    std::vector<const char*> answers;
    bool gives_password = false;
    for (unsigned i = 0; i < prompts; ++i) {
      char echo = 1;
      const char* const asked = ssh_userauth_kbdint_getprompt(link_.raw(), i, &echo);
      const std::string_view text = asked != nullptr ? asked : "";
      SshQuestion question = classify_question(text, echo != 0);
      // Whatever it is called, what hides its answer is the password, once.
      if (question == SshQuestion::unknown && echo == 0) question = SshQuestion::password;
      if (question == SshQuestion::new_password) return expired(text);
      const bool again = question == SshQuestion::password && (password_sent_ || gives_password);
      if (question == SshQuestion::factor || again) return nobody_answers(text);
      if (question == SshQuestion::unknown) unanswered_ = printable(trim(text, kBlanks), 100);
      gives_password = gives_password || question == SshQuestion::password;
      answers.push_back(question == SshQuestion::user       ? options_.username.c_str()
                        : question == SshQuestion::password ? options_.password.reveal().data()
                                                            : "");
    }
    for (unsigned i = 0; i < prompts; ++i)
      ssh_userauth_kbdint_setanswer(link_.raw(), i, answers[i]);
    password_sent_ = password_sent_ || gives_password;
    return SSH_AUTH_INFO;
  }

  int expired(std::string_view asked) {
    unanswered_ = printable(trim(asked, kBlanks), 100);
    return kNewPassword;
  }

  /// After the password it is a second factor, or the password was wrong: nobody can tell.
  int nobody_answers(std::string_view asked) {
    unanswered_ = printable(trim(asked, kBlanks), 100);
    judged_ = judged_ || password_sent_;
    return SSH_AUTH_DENIED;
  }

  [[nodiscard]] int offered() const { return ssh_userauth_list(link_.raw(), nullptr); }
  [[nodiscard]] bool offers(unsigned method) const {
    return (static_cast<unsigned>(offered()) & method) != 0;
  }
  /// What the server offers is known only after a first refusal; asking costs a round trip.
  [[nodiscard]] bool may_try(unsigned method) const { return offered() == 0 || offers(method); }

  /// True when there is nothing more to try; outcome_ then says how it ended.
  bool settled(int code) {
    if (code == SSH_AUTH_SUCCESS) {
      outcome_ = proved_;
      return true;
    }
    if (code == SSH_AUTH_DENIED || code == SSH_AUTH_PARTIAL) return false;
    if (code == kNewPassword) {
      outcome_ = fail(new_password_wanted());
      return true;
    }
    Error error = link_.error(Stage::auth, "authentication");
    // OpenSSH's and others' way to refuse the last try that they allow.
    if (!link_.stopped() && error.message.find("authentication failures") != std::string::npos)
      error.code = Errc::auth_failed;
    outcome_ = fail(std::move(error));
    return true;
  }

  [[nodiscard]] Error new_password_wanted() const {
    return {Errc::password_expired, Stage::auth,
            fmt::format("the device asks user '{}' for a new password{}; none was typed",
                        printable(options_.username, 64), quoted(": ", unanswered_))};
  }

  [[nodiscard]] static std::string quoted(std::string_view lead, const std::string& words) {
    return words.empty() ? "" : fmt::format("{}\"{}\"", lead, words);
  }

  Result<bool> refused() {
    std::string why = quoted("; it asks for ", unanswered_);
    if (!why.empty()) why += ", which no credential answers";
    if (!key_unused_.empty())
      why += fmt::format("; key not used: {}{}", key_unused_,
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
  Result<bool> outcome_ = true;
  bool proved_ = true;            ///< no: let in by `none`
  bool judged_ = false;           ///< the server has refused a secret of ours
  bool password_judged_ = false;  ///< the password must not be sent again
  bool first_factor_ = false;     ///< the password was right, and not enough
  bool password_sent_ = false;    ///< in the dialogue
  std::string unanswered_;        ///< a question that nobody could answer
  std::string key_unused_;        ///< why libssh did not even offer the key
};

}  // namespace

Awaitable<Result<bool>> authenticate(SshLink& link, const SshOptions& options) {
  Authenticator authenticator(link, options);
  co_return co_await authenticator.run();
}

}  // namespace showd
