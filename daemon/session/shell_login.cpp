/// The way in: ShellSession::login().
#include <fmt/format.h>

#include "base/utf8.hpp"
#include "session/error_marks.hpp"
#include "session/shell_session.hpp"

namespace showd {

Awaitable<Result<void>> ShellSession::login(Login login) {
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

Awaitable<Result<void>> ShellSession::find_prompt(const Login& login) {
  const bool authenticated = terminal_.transport().authenticated();
  LoginDialogue::Options options;
  options.authenticated = authenticated;
  options.has_user = !login.username.empty();
  options.has_password = !login.password.empty();
  LoginDialogue dialogue(*dialect_, options);
  stage_ = authenticated ? Stage::prompt : Stage::auth;
  for (;;) {
    const LoginDialogue::Step step = dialogue.next(terminal_.screen());
    if (step == LoginDialogue::Step::fail) co_return fail(dialogue.error());
    if (step == LoginDialogue::Step::done) break;
    Result<void> done;
    if (step == LoginDialogue::Step::wait)
      done = co_await terminal_.more();
    else
      done = co_await type_step(step, dialogue, login);
    if (done) continue;
    if (!dialogue.refused()) co_return done;
    co_return fail(Errc::auth_failed, Stage::auth, "the device refused the login");
  }
  learn_guess();
  co_return Result<void>();
}

Awaitable<Result<void>> ShellSession::type_step(LoginDialogue::Step step,
                                                const LoginDialogue& dialogue, const Login& login) {
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
    case LoginDialogue::Step::probe:
      co_return co_await terminal_.type(terminal_.line_end());
    default:
      co_return Result<void>();
  }
}

void ShellSession::learn_guess() {
  OutputCleaner& screen = terminal_.screen();
  learned_.prompt = Prompt(screen.last_line());
  std::string_view above = screen.lines();
  if (!above.empty()) above.remove_suffix(1);
  learned_.prefix_line = is_prompt_prefix_line(above.substr(above.rfind('\n') + 1));
  stage_ = Stage::prompt;
}

/// Types the dialect's `enable`, and the secret only at a password prompt that came after it.
Awaitable<Result<void>> ShellSession::raise_privilege(const Login& login) {
  stage_ = Stage::enable;
  terminal_.forget();
  const std::vector<std::string_view> typed{dialect_->dialect.enable};
  Reply reply(*dialect_, learned_, typed);
  EnableStep step;
  step.answered.remember(terminal_.screen());
  Result<void> done = co_await terminal_.type_line(dialect_->dialect.enable);
  while (done) {
    done = co_await terminal_.more();
    if (!done) break;
    const Result<bool> asked = co_await answer_enable(login, step);
    if (!asked) co_return fail(asked.error());
    if (*asked) continue;
    OutputCleaner& screen = terminal_.screen();
    const bool back = step.secret_typed ? step.answered.is_new(screen, screen.last_line()) &&
                                              (learned_.prompt.matches(screen.last_line()) ||
                                               dialect_->has_prompt_shape(screen.last_line()))
                                        : reply.scan(screen);
    if (back) co_return granted();
  }
  co_return done;
}

/// True: a question was answered. Errors: enable_failed.
Awaitable<Result<bool>> ShellSession::answer_enable(const Login& login, EnableStep& step) {
  OutputCleaner& screen = terminal_.screen();
  if (screen.last_line_size() > 1024 || !step.answered.is_new(screen, screen.last_line()))
    co_return false;
  if (dialect_->password_prompt.matches(screen.last_line())) {
    if (step.secret_typed)
      co_return fail(Errc::enable_failed, Stage::enable, "the device refused the enable secret");
    if (login.enable.empty())
      co_return fail(Errc::enable_failed, Stage::enable,
                     "the device asks for an enable secret, the credential has none");
    step.answered.remember(screen);
    step.secret_typed = true;
    terminal_.forget();
    const Result<void> typed = co_await terminal_.type_secret(login.enable);
    if (!typed) co_return fail(typed.error());
    co_return true;
  }
  if (!step.user_typed && dialect_->username_prompt.matches(screen.last_line())) {
    step.answered.remember(screen);
    step.user_typed = true;
    const Result<void> typed = co_await terminal_.type_line(login.username);
    if (!typed) co_return fail(typed.error());
    co_return true;
  }
  co_return false;
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
