#include "session/login_words.hpp"

#include "dialect/pattern.hpp"

namespace showd {

bool asks_for_a_key(std::string_view line) {
  static const Pattern wanted(
      "key",
      R"((?i)\b(press|hit|strike|type|push)\b.{0,24}\b(return|enter|any key|space ?bar)\b.{0,24})"
      R"(\b(to (?!(exit|quit|log ?out|disconnect|leave|close|end|skip)\b)\w+|for (more|login)\b))"
      R"(|^\W*(please )?(press|hit) (the )?\W?(return|enter|any key)\W?( key)?\W*$)",
      Pattern::Extent::anywhere);
  static const Pattern harmful(
      "harmful",
      R"((?i)\b(auto)?(boot\w*|abort|stop|interrupt|setup|menu|reset|reload|reboot|erase|delete|format|)"
      R"(save|confirm|password|install|upgrade|rommon|bios|cancel|overwrite|factory|shutdown)\b)",
      Pattern::Extent::anywhere);
  return wanted.matches(line) && !harmful.matches(line);
}

bool sounds_like_refusal(std::string_view line) {
  static const Pattern pattern(
      "refusal",
      R"((?i)\b(incorrect|invalid|denied|fail(ed|ure)?|bad|wrong|error|refused|reject(ed)?|sorry|)"
      R"(unknown|unable|locked|disabled|again|attempts?|expired|not (allowed|permitted|valid))\b)",
      Pattern::Extent::anywhere);
  return pattern.matches(line);
}

bool sounds_like_another_device(std::string_view line) {
  static const Pattern pattern(
      "another_device",
      R"((?i)\b(connect(ed|ing|ion)?|port|line|console|tty\w*|session|escape (char|seq)\w*|attach)"
      R"((ed|ing)?|open(ed)?|welcome|user access verification|con\d+|available)\b)",
      Pattern::Extent::anywhere);
  return pattern.matches(line);
}

bool is_line_password_title(std::string_view line) noexcept {
  return line == "User Access Verification" || line == "Login authentication";
}

}  // namespace showd
