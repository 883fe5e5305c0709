#include "session/login_dialogue.hpp"

#include "session/prompt.hpp"

namespace showd {
namespace {

/// A longer line asks nothing.
constexpr std::size_t kMaxQuestion = 1024;
constexpr int kMaxAnswers = 16;
constexpr int kMaxProbes = 2;

}  // namespace

void AnsweredLine::remember(const OutputCleaner& screen) {
  text_.assign(trim(screen.last_line()));
  number_ = screen.line_number();
  any_ = true;
}

bool AnsweredLine::is_new(const OutputCleaner& screen, std::string_view line) const {
  // On the same line only if it was drawn anew (VT100 screens never end a line): what was typed
  // may be echoed behind the question.
  return !any_ || screen.line_number() != number_ || !trim(line).starts_with(text_);
}

LoginDialogue::Step LoginDialogue::next(const OutputCleaner& screen) {
  if (password_typed_) read_refusal(screen);
  if (refused_ && first_line_after_password_)
    return failed(Errc::auth_failed, "the device refused the login");
  if (screen.last_line_size() > kMaxQuestion) return Step::wait;
  const std::string_view line = screen.last_line();
  if (trim(line).empty() || !answered_.is_new(screen, line)) return Step::wait;
  Step step = Step::wait;
  if (dialect_.password_prompt.matches(line))
    step = asked_for_password();
  else if (dialect_.username_prompt.matches(line))
    step = asked_for_user();
  else if (find_answer(line))
    step = ++answers_ > kMaxAnswers
               ? failed(Errc::no_prompt, "the device went on asking before the first prompt")
               : Step::type_answer;
  else if (dialect_.has_prompt_shape(line))
    step = maybe_prompt(line);
  if (step != Step::wait) answered_.remember(screen);
  return step;
}

LoginDialogue::Step LoginDialogue::failed(Errc code, std::string message) {
  error_ = Error{code, Stage::auth, std::move(message)};
  return Step::fail;
}

LoginDialogue::Step LoginDialogue::asked_for_user() {
  if (password_typed_) return failed(Errc::auth_failed, "the device refused the login");
  if (!options_.has_user)
    return failed(Errc::no_credentials, "the device asks for a user name, the credential has none");
  // A probe typed into a login prompt makes it ask once more.
  if (++users_ > 1 + probes_) return failed(Errc::auth_failed, "the device refused the user name");
  return Step::type_user;
}

LoginDialogue::Step LoginDialogue::asked_for_password() {
  if (password_typed_) return failed(Errc::auth_failed, "the device refused the password");
  if (!options_.has_password)
    return failed(Errc::no_credentials, "the device asks for a password, the credential has none");
  password_typed_ = true;
  return Step::type_password;
}

/// Where a login is expected and nobody asked for one yet, a prompt-like line may be a piece of the
/// banner. An empty line then tells: a CLI draws its prompt again, a login asks its question.
LoginDialogue::Step LoginDialogue::maybe_prompt(std::string_view line) {
  const bool login_expected = options_.has_user || options_.has_password;
  if (options_.authenticated || password_typed_ || !login_expected) return Step::done;
  const std::string core(prompt_core(line));
  if (probes_ > 0 && core == probed_) return Step::done;
  if (probes_ == kMaxProbes) return Step::wait;
  ++probes_;
  probed_ = core;
  return Step::probe;
}

bool LoginDialogue::find_answer(std::string_view line) {
  for (answer_ = 0; answer_ < dialect_.answers.size(); ++answer_)
    if (dialect_.answers[answer_].matches(line)) return true;
  return false;
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
  }
}

}  // namespace showd
