/// The way in: ShellSession::login().
#include <fmt/format.h>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "session/error_marks.hpp"
#include "session/shell_session.hpp"

namespace showd {
namespace {

using std::chrono::milliseconds;

/// Longer than the pieces of one write are apart; than a slow line's pauses; as long as a person would wait before pressing Enter.
constexpr milliseconds kMoment{5};
constexpr milliseconds kSteady{400};
constexpr milliseconds kSilence{1'500};

Quiet length_of(Rest rest, Quiet quiet) {
  if (rest == Rest::moment) return kMoment;
  if (rest == Rest::brief) return quiet - kMoment;  // it has rested for a moment before
  return rest == Rest::steady ? std::max(4 * quiet, kSteady) : std::max(4 * quiet, kSilence);
}

/// `typed` ends a finished line: the device has taken it.
bool echoed(std::string_view lines, std::string_view typed) {
  for (; !lines.empty(); lines.remove_prefix(lines.find('\n') + 1))
    if (trim(lines.substr(0, lines.find('\n'))).ends_with(typed)) return true;
  return false;
}

}  // namespace

Awaitable<Result<void>> ShellSession::login(Login login) {
  learned_.habits = login.habits;
  if (login.habits.ends_lines_twice) terminal_.use_line_end("\r");
  Result<void> done = co_await find_prompt(login);
  const auto& dialect = dialect_->dialect;
  if (done) {
    enabled_ = dialect.enable.empty() || dialect_->is_enabled_prompt(learned_.prompt.text());
    if (login.want_enable && !enabled_) done = co_await raise_privilege(login);
  }
  if (!done) co_return fail(broken(done.error()));
  stage_ = Stage::prompt;
  terminal_.rest();
  co_return done;
}

/// A device's other wishes before the first prompt are few; its deadline bounds the rest.
Awaitable<Result<void>> ShellSession::find_prompt(const Login& login) {
  LoginDialogue::Options options;
  options.authenticated = terminal_.transport().authenticated() && !dialect_->dialect.shell_login;
  options.username = login.username;
  options.has_password = !login.password.empty();
  options.long_line_end = terminal_.line_end() == "\r\n";
  stage_ = options.authenticated ? Stage::prompt : Stage::auth;
  LoginDialogue dialogue(*dialect_, std::move(options));
  Rest rested = Rest::none;
  for (;;) {
    const LoginDialogue::Step step = dialogue.next(terminal_.screen(), rested);
    if (step == LoginDialogue::Step::fail) {
      learned_.habits.asks_in_shell = dialogue.asked_in_shell();
      co_return fail(dialogue.error());
    }
    if (step == LoginDialogue::Step::done) break;
    Result<void> done;
    if (step == LoginDialogue::Step::wait) {
      done = co_await wait_longer(rested);
    } else {
      done = co_await type_step(step, dialogue, login);
      rested = Rest::none;
    }
    if (done) continue;
    co_return fail(stuck(done.error(), dialogue));
  }
  learn_guess(dialogue);
  co_return Result<void>();
}

/// A deadline that struck at something unanswered is told as that. A device that is silent after
/// the last answer is not.
Error ShellSession::stuck(Error error, const LoginDialogue& dialogue) {
  if (dialogue.refused()) return {Errc::auth_failed, Stage::auth, "the device refused the login"};
  if (!dialogue.stands_unanswered(terminal_.screen())) return error;
  if (dialogue.password_typed()) stage_ = Stage::prompt;
  if (error.code != Errc::timeout) return error;
  return {Errc::no_prompt, stage_, "no prompt or question recognised"};
}

/// Until bytes come, or nothing for the next longer rest; the longest one was in vain: for ever.
Awaitable<Result<void>> ShellSession::wait_longer(Rest& rested) {
  const Rest next = rested == Rest::silence
                        ? Rest::silence
                        : static_cast<Rest>(static_cast<std::uint8_t>(rested) + 1);
  const Quiet quiet = rested == Rest::silence ? kForever : length_of(next, terminal_.quiet());
  const Result<bool> came = co_await terminal_.more_or_rest(quiet);
  if (!came) co_return tl::unexpected<Error>(came.error());
  rested = *came ? Rest::none : next;
  co_return Result<void>();
}

Awaitable<Result<void>> ShellSession::type_step(LoginDialogue::Step step,
                                                const LoginDialogue& dialogue, const Login& login) {
  if (dialogue.takes_line_ends_twice()) {
    learned_.habits.ends_lines_twice = true;
    terminal_.use_line_end("\r");
  }
  switch (step) {
    case LoginDialogue::Step::type_user:
      co_return co_await terminal_.type_line(login.username);
    case LoginDialogue::Step::type_password:
      terminal_.forget();
      stage_ = Stage::auth;
      co_return co_await terminal_.type_secret(login.password);
    case LoginDialogue::Step::type_answer:
      used_answers_[dialogue.answer()] = true;
      co_return co_await terminal_.type(dialect_->dialect.answers[dialogue.answer()].answer);
    case LoginDialogue::Step::press_enter:
      co_return co_await terminal_.type(terminal_.line_end());
    case LoginDialogue::Step::turn_page:
      co_return co_await turn_page();
    case LoginDialogue::Step::report:
      co_return co_await report();
    default:
      co_return Result<void>();
  }
}

Awaitable<Result<void>> ShellSession::report() {
  const std::string answer = terminal_.screen().report();
  terminal_.screen().reported();
  co_return co_await terminal_.type(answer);
}

/// The banner's pager; the mark is on the unfinished line.
Awaitable<Result<void>> ShellSession::turn_page() {
  OutputCleaner& screen = terminal_.screen();
  const Pattern* pager = CompiledDialect::first(dialect_->pagers, screen.last_line());
  const auto mark = pager == nullptr ? std::nullopt : pager->find(screen.last_line());
  if (mark) screen.erase_pager(mark->begin, mark->end);
  co_return co_await terminal_.type(dialect_->dialect.pager_answer);
}

void ShellSession::learn_guess(const LoginDialogue& dialogue) {
  OutputCleaner& screen = terminal_.screen();
  learned_.prompt = Prompt(screen.last_line());
  learned_.confirmed = dialogue.confirmed();
  const std::string_view line = trim(screen.last_line());
  if (learned_.confirmed && line != dialogue.probed() && same_but_digits(line, dialogue.probed()))
    learned_.prompt.let_digits_change();
  std::string_view above = screen.lines();
  if (!above.empty()) above.remove_suffix(1);
  learned_.prefix_line = is_prompt_prefix_line(above.substr(above.rfind('\n') + 1));
  stage_ = Stage::prompt;
}

/// Types the dialect's `enable`, and the secret only at a resting password question newer than the
/// line that was typed.
Awaitable<Result<void>> ShellSession::raise_privilege(const Login& login) {
  stage_ = Stage::enable;
  terminal_.forget();
  const std::vector<std::string_view> typed{dialect_->dialect.enable};
  Reply reply(*dialect_, learned_, typed);
  EnableStep step;
  step.answered.remember(terminal_.screen());
  Result<void> done = co_await terminal_.type_line(dialect_->dialect.enable);
  Rest rested = Rest::none;
  while (done) {
    done = co_await wait_longer(rested);
    if (!done) break;
    const Result<bool> asked = co_await answer_enable(login, step, rested);
    if (!asked) co_return fail(asked.error());
    if (*asked) {
      rested = Rest::none;
      continue;
    }
    OutputCleaner& screen = terminal_.screen();
    const bool back = step.secret_typed ? step.answered.is_new(screen, screen.last_line()) &&
                                              (learned_.prompt.matches(screen.last_line()) ||
                                               dialect_->has_prompt_shape(screen.last_line()))
                                        : reply.scan(screen);
    if (back) co_return granted();
  }
  co_return done;
}

/// True: a question was answered. Errors: enable_failed, password_expired.
Awaitable<Result<bool>> ShellSession::answer_enable(const Login& login, EnableStep& step,
                                                    Rest rested) {
  OutputCleaner& screen = terminal_.screen();
  if (screen.last_line_size() > 1024 || !step.answered.is_new(screen, screen.last_line()))
    co_return false;
  const Question question = read_question(*dialect_, screen.last_line());
  if (question.about == Question::About::nothing || rested < question.after) co_return false;
  step.echoed = step.echoed || echoed(screen.lines(), dialect_->dialect.enable);
  if (!step.echoed && rested < Rest::steady) co_return false;
  if (question.about == Question::About::new_password)
    co_return fail(Errc::password_expired, Stage::enable,
                   fmt::format("the device wants a new password: \"{}\"",
                               printable(trim(screen.last_line()))));
  const bool secret = question.about == Question::About::password;
  if (!secret && step.user_typed) co_return false;
  if (secret) {
    const Result<void> may = may_type_secret(login, step);
    if (!may) co_return fail(may.error());
  }
  step.answered.remember(screen);
  (secret ? step.secret_typed : step.user_typed) = true;
  terminal_.forget();
  Result<void> typed;
  if (secret)
    typed = co_await terminal_.type_secret(login.enable);
  else
    typed = co_await terminal_.type_line(login.username);
  if (!typed) co_return fail(typed.error());
  co_return true;
}

Result<void> ShellSession::may_type_secret(const Login& login, const EnableStep& step) {
  if (step.secret_typed)
    return fail(Errc::enable_failed, Stage::enable, "the device refused the enable secret");
  if (login.enable.empty())
    return fail(Errc::enable_failed, Stage::enable,
                "the device asks for an enable secret, the credential has none");
  return {};
}

/// At a prompt again: is it the one we wanted? "% Bad secrets", "% Access denied" say no.
Result<void> ShellSession::granted() {
  OutputCleaner& screen = terminal_.screen();
  std::string_view refusal = find_error_mark(*dialect_, screen.lines());
  if (refusal.empty()) refusal = find_mark(dialect_->login_errors, screen.lines());
  if (!refusal.empty()) return fail(Errc::enable_failed, Stage::enable, printable(refusal));
  const std::string_view line = screen.last_line();
  if (dialect_->enabled_prompt && !dialect_->is_enabled_prompt(line))
    return fail(Errc::enable_failed, Stage::enable,
                fmt::format("the prompt is still \"{}\"", printable(line)));
  learned_.prompt = Prompt(line);
  learned_.confirmed = true;
  enabled_ = true;
  return {};
}

}  // namespace showd
