#include "session/login_dialogue.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "session/login_words.hpp"
#include "session/prompt.hpp"

namespace showd {
namespace {

/// A longer line asks nothing.
constexpr std::size_t kMaxQuestion = 1024;
constexpr int kMaxAnswers = 16;
constexpr int kMaxEnters = 4;
constexpr int kMaxSilences = 2;
constexpr int kMaxReports = 4;

struct FinishedLine {
  std::uint64_t number;
  std::string_view text;
};

/// The last finished line that is not blank.
std::optional<FinishedLine> last_said(const OutputCleaner& screen) {
  std::string_view lines = screen.lines();
  std::uint64_t number = screen.line_number();
  while (!lines.empty()) {
    lines.remove_suffix(1);
    --number;
    const std::size_t begin = lines.rfind('\n') + 1;
    const std::string_view text = trim(lines.substr(begin));
    if (!text.empty()) return FinishedLine{number, text};
    lines = lines.substr(0, begin);
  }
  return std::nullopt;
}

}  // namespace

void AnsweredLine::remember(const OutputCleaner& screen) {
  text_.assign(trim(screen.last_line()));
  number_ = screen.line_number();
}

bool AnsweredLine::is_new(const OutputCleaner& screen, std::string_view line) const {
  // On the same line only if it was drawn anew (VT100 screens never end a line): what was typed
  // may be echoed behind the question.
  return screen.line_number() != number_ || !trim(line).starts_with(text_);
}

std::string_view AnsweredLine::behind(std::string_view line) const {
  const std::string_view rest = trim(line).substr(text_.size());
  return rest.substr(std::min(rest.find_first_not_of(":> \t"), rest.size()));
}

LoginDialogue::Step LoginDialogue::next(const OutputCleaner& screen, Rest rested) {
  if (password_typed_) read_refusal(screen);
  if (refused_ && first_line_after_password_) return failed(Errc::auth_failed, refusal("login"));
  if (screen.last_line_size() > kMaxQuestion) return Step::wait;
  const std::string_view line = unanswered(screen);
  const Step step = line.empty() ? at_blank(screen, rested) : at_line(screen, line, rested);
  if (step == Step::wait) return step;
  last_ = step;
  answered_.remember(screen);
  return step;
}

/// What stands at the cursor and is no answered question nor the echo of its answer: some devices
/// end no line after "Username: ops". A line at which only Enter was typed may go on, too.
std::string_view LoginDialogue::unanswered(const OutputCleaner& screen) {
  const std::string_view line = trim(screen.last_line());
  behind_ = !answered_.is_new(screen, line) && !answered_.text().empty();
  if (!behind_) return line;
  std::string_view rest = answered_.behind(line);
  if (last_ == Step::type_user && rest.starts_with(options_.username))
    rest.remove_prefix(options_.username.size());
  rest = trim(rest);
  const bool goes_on = last_ == Step::press_enter && !rest.empty() && rest != answered_.text();
  behind_ = !goes_on;
  return goes_on ? line : rest;
}

bool LoginDialogue::stands_unanswered(const OutputCleaner& screen) const {
  const std::string_view line = trim(screen.last_line());
  if (!line.empty() && answered_.is_new(screen, line)) return true;
  const std::string_view behind = line.empty() ? line : answered_.behind(line);
  if (!behind.empty() && behind != options_.username) return true;
  const auto said = last_said(screen);
  return said && (!answered_.number() || said->number > *answered_.number());
}

LoginDialogue::Step LoginDialogue::failed(Errc code, std::string message, Stage stage) {
  error_ = Error{code, stage, std::move(message)};
  return Step::fail;
}

std::string LoginDialogue::refusal(std::string_view what) const {
  return fmt::format("the device refused the {}{}", what,
                     logins_ > 1 ? " at the second login, the one behind the first" : "");
}

bool LoginDialogue::logged_in() const noexcept {
  const bool login_expected = !options_.username.empty() || options_.has_password;
  return options_.authenticated || password_typed_ || !login_expected;
}

LoginDialogue::Step LoginDialogue::at_line(const OutputCleaner& screen, std::string_view line,
                                           Rest rested) {
  const Question question = read_question(dialect_, line);
  using About = Question::About;
  const bool for_the_login = question.about == About::user || question.about == About::password;
  if (!for_the_login && find_answer(line)) return answer_step(line, rested);
  if (question.about == About::new_password) {
    if (rested < question.after) return Step::wait;
    return failed(Errc::password_expired,
                  fmt::format("the device wants a new password: \"{}\"", printable(line)));
  }
  // "login>" is a prompt once we are in.
  if (for_the_login && !(logged_in() && question.after == Rest::silence))
    return asked(screen, question, line, rested);
  if (is_page_mark(line)) return rested < Rest::brief ? Step::wait : Step::turn_page;
  if (asks_for_a_key(line)) {
    const bool once_more = last_ == Step::press_enter && answered_finished_ == screen.line_number();
    if (rested < Rest::steady || once_more) return Step::wait;
    answered_finished_ = screen.line_number();  // as which it will be finished
    return key_step();
  }
  if (dialect_.has_prompt_shape(line) || may_be_a_prompt(line)) return at_prompt(line, rested);
  if (must_report(screen, rested)) return Step::report;
  return is_like_a_question(line) ? Step::wait : when_silent(rested);
}

bool LoginDialogue::must_report(const OutputCleaner& screen, Rest rested) {
  return rested >= Rest::brief && !screen.report().empty() && reports_++ < kMaxReports;
}

LoginDialogue::Step LoginDialogue::at_blank(const OutputCleaner& screen, Rest rested) {
  if (rested < Rest::brief) return Step::wait;
  if (must_report(screen, rested)) return Step::report;
  const auto said = last_said(screen);
  if (said && (!answered_finished_ || said->number > *answered_finished_) &&
      said->text.size() <= kMaxQuestion) {
    const bool listed = find_answer(said->text) && is_key_answer();
    if (listed || asks_for_a_key(said->text)) {
      answered_finished_ = said->number;
      return listed ? answer_step(said->text, rested) : key_step();
    }
  }
  return when_silent(rested);
}

/// Consoles say nothing until somebody presses Enter.
LoginDialogue::Step LoginDialogue::when_silent(Rest rested) {
  // Behind a user name an empty line would be the password.
  const bool harmless = users_ == 0 && !password_typed_;
  if (rested != Rest::silence || !harmless || silences_ == kMaxSilences) return Step::wait;
  ++silences_;
  ++enters_;
  return Step::press_enter;
}

LoginDialogue::Step LoginDialogue::asked(const OutputCleaner& screen, const Question& question,
                                         std::string_view line, Rest rested) {
  if (options_.authenticated) {
    // SSH has let us in: what looks like a login's question is text, or not for us.
    if (rested != Rest::silence) return Step::wait;
    asked_in_shell_ = question.about == Question::About::user;
    return failed(Errc::no_prompt,
                  fmt::format("SSH has let us in, but the device asks \"{}\"", printable(line)),
                  Stage::prompt);
  }
  if (rested < (comes_in_order(screen, question) ? Rest::moment : question.after))
    return Step::wait;
  if (question.about == Question::About::user) return asked_for_user(screen, line);
  return asked_for_password(screen, line, rested);
}

/// A question was asked and answered before anybody could type, by the second half of a line end.
bool LoginDialogue::passed_by(const OutputCleaner& screen, Question::About about) const {
  if (!options_.long_line_end || line_ends_twice_ || !answered_.number()) return false;
  const std::uint64_t first = *answered_.number() + (answered_.text().empty() ? 0 : 1);
  std::string_view lines = screen.lines();
  for (std::uint64_t number = screen.line_number(); !lines.empty() && number > first; --number) {
    lines.remove_suffix(1);
    const std::size_t begin = lines.rfind('\n') + 1;
    const std::string_view line = lines.substr(begin);
    if (line.size() <= kMaxQuestion && read_question(dialect_, line).about == about) return true;
    lines = lines.substr(0, begin);
  }
  return false;
}

/// A plain question just when it is due: for the user name as the first of all, for the password on
/// the line behind the user name. To wait for round trips would more than double a login's time.
bool LoginDialogue::comes_in_order(const OutputCleaner& screen, const Question& question) const {
  if (question.after != Rest::brief || password_typed_) return false;
  if (question.about == Question::About::user) return users_ == 0;
  const auto said = last_said(screen);
  return users_ > 0 && !behind_ && said && said->number <= answered_.number();
}

LoginDialogue::Step LoginDialogue::asked_for_user(const OutputCleaner& screen,
                                                  std::string_view line) {
  if (password_typed_) {
    if (!another_login(line)) return failed(Errc::auth_failed, refusal("login"));
    begin_again();
  }
  if (options_.username.empty())
    return failed(Errc::no_credentials, "the device asks for a user name, the credential has none");
  if (users_ > 0 && passed_by(screen, Question::About::password)) {
    line_ends_twice_ = true;
    users_ = 0;
  }
  // An empty line typed into a login prompt makes it ask once more.
  if (++users_ > 1 + enters_) return failed(Errc::auth_failed, "the device refused the user name");
  if (first_question_.empty()) first_question_ = line;
  return Step::type_user;
}

LoginDialogue::Step LoginDialogue::asked_for_password(const OutputCleaner& screen,
                                                      std::string_view line, Rest rested) {
  const bool alone = dialect_.dialect.password_alone;
  if (password_typed_) {
    if (!alone || !connected_ || doubtful_ || !another_login(line))
      return failed(Errc::auth_failed, refusal("password"));
    begin_again();
  }
  if (!options_.has_password)
    return failed(Errc::no_credentials, "the device asks for a password, the credential has none");
  if (!options_.username.empty() && users_ == 0) {
    if (last_ == Step::press_enter && passed_by(screen, Question::About::user)) {
      line_ends_twice_ = true;
      ++enters_;
      return Step::press_enter;  // it will ask for the user name once more
    }
    const auto said = last_said(screen);
    const bool titled = said && is_line_password_title(said->text);
    if (rested < (alone && titled ? Rest::brief : Rest::silence)) return Step::wait;
    if (!alone)
      return failed(Errc::no_credentials,
                    "the device asks for a password and for no user name before it; "
                    "a credential without a username is for that");
  }
  password_typed_ = true;
  refusal_scanned_ = 0;
  return Step::type_password;
}

/// A text (Junos: "cli") waits for the login where it is typed at what looks like a prompt.
LoginDialogue::Step LoginDialogue::answer_step(std::string_view line, Rest rested) {
  if (rested < Rest::brief) return Step::wait;
  const bool at_a_prompt = std::string_view("#>%$").find(line.back()) != std::string_view::npos;
  if (!is_key_answer() && at_a_prompt && !logged_in() && !same_but_digits(line, probed_))
    return probe(line);
  if (++answers_ > kMaxAnswers)
    return failed(Errc::no_prompt, "the device went on asking before the first prompt");
  return Step::type_answer;
}

LoginDialogue::Step LoginDialogue::key_step() {
  if (++answers_ > kMaxAnswers)
    return failed(Errc::no_prompt, "the device went on asking before the first prompt");
  ++enters_;
  return Step::press_enter;
}

/// The dialect's own shape is believed at once where a login is over (a wrong guess is corrected by
/// the first echo); where one is expected, or by shape alone, when it comes again for an empty
/// line: a CLI draws its prompt again, a login asks its question, a banner goes on.
LoginDialogue::Step LoginDialogue::at_prompt(std::string_view line, Rest rested) {
  if (!behind_ && logged_in() && dialect_.has_prompt_shape(line)) return Step::done;
  if (rested < Rest::brief) return Step::wait;
  if (behind_ || !(Prompt(probed_).matches(line) || same_but_digits(line, probed_)))
    return probe(line);
  confirmed_ = true;
  return Step::done;
}

LoginDialogue::Step LoginDialogue::probe(std::string_view line) {
  if (enters_ >= kMaxEnters) return Step::wait;
  ++enters_;
  probed_ = line;
  return Step::press_enter;
}

bool LoginDialogue::find_answer(std::string_view line) {
  for (answer_ = 0; answer_ < dialect_.answers.size(); ++answer_)
    if (dialect_.answers[answer_].matches(line)) return true;
  return false;
}

/// Nothing but Enter or a blank.
bool LoginDialogue::is_key_answer() const {
  return dialect_.dialect.answers[answer_].answer.find_first_not_of("\r\n ") == std::string::npos;
}

/// The mark is all that stands there.
bool LoginDialogue::is_page_mark(std::string_view line) const {
  constexpr std::size_t kDecoration = 4;  // "<" and ">" around "--- More ---"
  for (const Pattern& pager : dialect_.pagers) {
    const auto mark = pager.find(line);
    if (mark && line.size() - (mark->end - mark->begin) <= kDecoration) return true;
  }
  return false;
}

/// A login behind the login, as a terminal server's line has one. Whoever refuses asks the same
/// question again, with words of refusal or none before it.
bool LoginDialogue::another_login(std::string_view question) const {
  if (refused_ || !said_something_ || logins_ > 1) return false;
  return question != first_question_ || (connected_ && !doubtful_);
}

void LoginDialogue::begin_again() {
  ++logins_;
  users_ = 0;
  enters_ = 0;
  password_typed_ = said_something_ = doubtful_ = connected_ = false;
}

/// "Login incorrect" right after the password is an answer; further down it may be somebody's
/// message of the day, and then only the next question tells.
void LoginDialogue::read_refusal(const OutputCleaner& screen) {
  const std::string_view lines = screen.lines();
  while (refusal_scanned_ < lines.size() && !refused_) {
    const std::size_t end = lines.find('\n', refusal_scanned_);
    const std::string_view line =
        trim(lines.substr(refusal_scanned_, end - refusal_scanned_)).substr(0, kMaxQuestion);
    const bool question = refusal_scanned_ == 0;  // "Password: "
    refusal_scanned_ = end + 1;
    if (question || line.empty()) continue;
    refused_ = CompiledDialect::first(dialect_.login_errors, line) != nullptr;
    first_line_after_password_ = !said_something_;
    said_something_ = true;
    doubtful_ = doubtful_ || sounds_like_refusal(line);
    connected_ = connected_ || sounds_like_another_device(line);
  }
}

}  // namespace showd
