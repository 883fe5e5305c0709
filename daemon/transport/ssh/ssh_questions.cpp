#include "transport/ssh/ssh_questions.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "base/text.hpp"

namespace showd {
namespace {

/// Lower case, with one blank before, between and after the words.
std::string words_of(std::string_view text) {
  std::string words(1, ' ');
  for (const char c : text) {
    const bool word = is_letter(c) || is_digit(c) || (c & 0x80) != 0;
    if (word)
      words.push_back(to_lower(c));
    else if (words.back() != ' ')
      words.push_back(' ');
  }
  if (words.back() != ' ') words.push_back(' ');
  return words;
}

bool has_any(std::string_view words, std::initializer_list<std::string_view> of) {
  return std::any_of(of.begin(), of.end(), [&](std::string_view one) {
    return words.find(one) != std::string_view::npos;
  });
}

}  // namespace

SshQuestion classify_question(std::string_view text, bool echo) {
  const std::string words = words_of(text);
  const bool password = has_any(words, {" password", " passwd", " passphrase"});
  if (password &&
      has_any(words, {" new ", " old ", " current ", " again ", " change ", " confirm "}))
    return SshQuestion::new_password;
  if (has_any(words, {" retype ", " re enter ", " reenter ", " verify password "}))
    return SshQuestion::new_password;
  if (has_any(words, {" code ", " otp ", " one time ", " onetime ", " token", " passcode ",
                      " verification ", " challenge ", " response ", " factor ", " tokencode "}))
    return SshQuestion::factor;
  if (password) return SshQuestion::password;
  if (has_any(words, {" pin ", " option ", " duo "})) return SshQuestion::factor;
  if (echo &&
      has_any(words, {" user ", " username ", " userid ", " login ", " name ", " account "}))
    return SshQuestion::user;
  return SshQuestion::unknown;
}

}  // namespace showd
