#pragma once

#include <string>
#include <vector>

#include "model/dialect_changes.hpp"

namespace showd {

/// A platform's CLI manners as data: showd_dialect of include/showd/plugin.h with its defaults
/// filled in. Patterns are PCRE2 source. Immutable after the platform was loaded.
struct Dialect {
  using Answer = DialectChanges::Answer;
  bool exec = false;  ///< each command by an SSH exec request; nothing below but `errors` applies
  bool password_alone = false;  ///< may ask for a password without a user name before it
  bool shell_login = false;  ///< asks for user and password again in a shell that SSH let us into
  std::string prompt;
  std::string username_prompt;  ///< besides the usual questions, which need no pattern; or empty
  std::string password_prompt;  ///< likewise
  std::vector<Answer> answers;
  std::vector<std::string> setup;
  std::vector<std::string> enabled_setup;
  std::string enable;          ///< empty: no such step
  std::string enabled_prompt;  ///< empty: the prompt does not tell
  std::vector<std::string> pagers;
  std::string pager_answer;
  std::vector<std::string> errors;
  std::vector<std::string> login_errors;
  std::vector<std::string> logout;
  std::string line_end;  ///< empty: the transport's own
  std::string username_suffix;
};

}  // namespace showd
