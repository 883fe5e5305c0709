#include "session/question.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "base/text.hpp"
#include "session/question_words.hpp"

namespace showd {
namespace {

using About = Question::About;
using Words = std::vector<std::string_view>;

constexpr std::size_t kMaxQuestion = 96;
constexpr std::size_t kMaxWords = 8;

template <std::size_t N>
bool is_one_of(std::string_view word, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

/// How a question ends.
enum class Mark : std::uint8_t { none, colon, angle, query };

Mark drop_mark(std::string_view& text) {
  constexpr std::string_view kWideColon = "：";
  if (text.ends_with(kWideColon)) return text.remove_suffix(kWideColon.size()), Mark::colon;
  const std::size_t at = std::string_view(":>?").find(text.empty() ? ' ' : text.back());
  if (at == std::string_view::npos) return Mark::none;
  text.remove_suffix(1);
  constexpr std::array kMarks{Mark::colon, Mark::angle, Mark::query};
  return kMarks[at];
}

/// "(use your AD account)", "[ops]" behind the question or before its colon.
bool drop_hint(std::string_view& text) {
  const char open = text.ends_with(')') ? '(' : text.ends_with(']') ? '[' : '\0';
  if (open == '\0') return false;
  const std::size_t begin = text.rfind(open);
  if (begin == std::string_view::npos || begin == 0) return false;
  text = trim(text.substr(0, begin));
  return true;
}

Words split(std::string_view text) {
  Words words;
  while (!(text = trim(text)).empty() && words.size() <= kMaxWords) {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

/// A word that ends a clause: what follows it belongs to a sentence.
bool ends_a_clause(std::string_view word) {
  return std::string_view(".,;!?:").find(word.back()) != std::string_view::npos;
}

/// The number of words at the end of `words` that are a name of `names`; the longest one counts.
std::size_t name_at_end(const Words& words, std::span<const std::string_view> names) {
  for (std::size_t count = std::min<std::size_t>(3, words.size()); count > 0; --count) {
    std::string tail;
    for (std::size_t i = words.size() - count; i < words.size(); ++i)
      tail.append(tail.empty() ? "" : " ").append(words[i]);
    if (std::find(names.begin(), names.end(), tail) != names.end()) return count;
  }
  return 0;
}

/// "cppm_username", "pam-password": the name's own word says more than the name.
bool ends_in_name(std::string_view word, std::string_view& front) {
  for (std::string_view name :
       {"username", "login", "user", "password", "passcode", "passphrase"}) {
    if (!word.ends_with(name) || word.size() == name.size()) continue;
    front = word.substr(0, word.size() - name.size() - 1);
    return std::string_view("_-/\\.").find(word[front.size()]) != std::string_view::npos;
  }
  return false;
}

/// A name for somebody or some host: "r1", "ops@r1's", "(ops@r1)", "edge-7".
bool is_a_proper_name(std::string_view word) {
  return word.find_first_of("0123456789@_-.()'/\\+") != std::string_view::npos;
}

struct Phrase {
  Words words;  ///< all of it; those before the name once it was found
  Mark mark = Mark::none;
  bool hint = false;
  bool again = false;   ///< "Password again:"
  bool shared = false;  ///< the name is also a word of everyday
  bool named = false;   ///< one name may stand before it: "edge login:", "CPPM_UserName:"
};

/// Takes "for ops" and "again" off, which follow a name.
void drop_trailers(Phrase& phrase) {
  Words& words = phrase.words;
  const auto drop_again = [&] {
    while (words.size() > 1 && is_one_of(words.back(), kOfAChange)) {
      words.pop_back();
      phrase.again = true;
    }
  };
  drop_again();
  if (words.size() > 2 && words[words.size() - 2] == "for") words.resize(words.size() - 2);
  drop_again();
}

/// Takes the name off, which is what is asked for.
About take_name(Phrase& phrase) {
  Words& words = phrase.words;
  std::string_view front;
  const std::size_t user = name_at_end(words, kUserNames);
  const std::size_t password = name_at_end(words, kPasswordNames);
  if (const std::size_t count = std::max(user, password); count > 0) {
    words.resize(words.size() - count);
    return password > user ? About::password : About::user;
  }
  if (!ends_in_name(words.back(), front)) return About::nothing;
  phrase.named = true;
  const bool user_name = words.back().ends_with("user") || words.back().ends_with("name") ||
                         words.back().ends_with("login");
  words.back() = front;
  if (front.empty()) words.pop_back();
  return user_name ? About::user : About::password;
}

/// Words before a name that are neither manners nor realms nor those of a change.
std::size_t strangers(const Words& words) {
  return static_cast<std::size_t>(
      std::count_if(words.begin(), words.end(), [](std::string_view word) {
        return !is_one_of(word, kUsual) && !is_one_of(word, kOfAChange);
      }));
}

/// How sure it is that this is a question, by its form and by what stands before the name.
Question judge(About about, const Phrase& phrase) {
  const Words& before = phrase.words;
  const std::size_t strange = strangers(before);
  if (phrase.mark != Mark::colon) {
    // "User" and "Login" begin many a title: without a mark they ask nothing.
    const bool asks = strange == 0 && !phrase.hint && (phrase.mark != Mark::none || !phrase.shared);
    return asks ? Question{about, Rest::silence} : Question{};
  }
  if (before.size() == 1 && phrase.named && !phrase.hint) return {about, Rest::brief};
  if (strange > (phrase.shared ? 0 : 1) || (strange == 1 && before.size() > 3)) return {};
  const bool plain = !phrase.hint && (before.empty() || (before.size() == 1 && strange == 0) ||
                                      (before.size() == 1 && is_a_proper_name(before[0])));
  return {about, plain ? Rest::brief : Rest::steady};
}

Question read_words(std::string_view line) {
  const std::string small = to_lower(trim(line));
  std::string_view text = small;
  Phrase phrase;
  phrase.hint = drop_hint(text);
  phrase.mark = drop_mark(text);
  text = trim(text);
  phrase.hint = drop_hint(text) || phrase.hint;
  phrase.words = split(text);
  if (phrase.words.empty() || phrase.words.size() > kMaxWords) return {};
  if (std::any_of(phrase.words.begin(), phrase.words.end(), ends_a_clause)) return {};
  drop_trailers(phrase);
  phrase.named = phrase.words.back() == "login";
  phrase.shared = is_one_of(phrase.words.back(), kEverydayNames);
  const About about = take_name(phrase);
  if (about == About::nothing || (about == About::user && phrase.again)) return {};
  const auto any_of_them = [&](const auto& list) {
    return std::any_of(phrase.words.begin(), phrase.words.end(),
                       [&](std::string_view word) { return is_one_of(word, list); });
  };
  if (any_of_them(kOfASentence)) return {};
  if (about == About::password && (phrase.again || any_of_them(kOfAChange))) {
    const bool asks = phrase.mark != Mark::none && strangers(phrase.words) < 2;
    return asks ? Question{About::new_password, Rest::steady} : Question{};
  }
  return judge(about, phrase);
}

/// "Your password has expired. Change it now? [y/n]": whoever says yes is asked for a new one.
bool offers_a_change(std::string_view line) {
  const std::string small = to_lower(line);
  const bool asks = is_like_a_question(line) && (small.find('?') != std::string::npos ||
                                                 small.find("y/n") != std::string::npos ||
                                                 small.find("yes/no") != std::string::npos);
  return asks && small.find("password") != std::string::npos &&
         small.find("chang") != std::string::npos;
}

}  // namespace

Question read_question(const CompiledDialect& dialect, std::string_view line) {
  const std::string_view bare = trim(line);
  if (bare.empty()) return {};
  if (bare.size() > kMaxQuestion)
    return offers_a_change(bare) ? Question{About::new_password, Rest::steady} : Question{};
  const Question words = read_words(bare);
  if (words.about == About::new_password) return words;
  const auto is = [&](const Pattern& own) { return own.matches(bare) || own.matches(line); };
  if (is(dialect.password_prompt)) return {About::password, Rest::brief};
  if (is(dialect.username_prompt)) return {About::user, Rest::brief};
  if (words.about == About::nothing && offers_a_change(bare))
    return {About::new_password, Rest::steady};
  return words;
}

bool is_like_a_question(std::string_view line) noexcept {
  const std::string_view bare = trim(line);
  return !bare.empty() && (std::string_view(":?").find(bare.back()) != std::string_view::npos ||
                           bare.ends_with(')') || (bare.ends_with(']') && bare.front() != '['));
}

}  // namespace showd
