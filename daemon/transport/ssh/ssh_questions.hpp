#pragma once

#include <string_view>

namespace showd {

/// What a question of keyboard-interactive (RFC 4256) asks for. Servers word them as they please.
enum class SshQuestion {
  user,          ///< who we are
  password,      ///< what we log in with
  new_password,  ///< another one from now on, or the old one in order to change it
  factor,        ///< something that no credential holds: a code, a token, a choice
  unknown,
};

/// `echo`: what is typed would be shown. Matches words, in any case.
[[nodiscard]] SshQuestion classify_question(std::string_view text, bool echo);

}  // namespace showd
