#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialect/compiled_dialect.hpp"
#include "session/login_dialogue.hpp"
#include "session/reply.hpp"
#include "session/session.hpp"
#include "session/terminal.hpp"

namespace showd {

/// A CLI behind a prompt. The decisions are made by LoginDialogue, Reply and Prompt, which know no
/// sockets; here are the waits between them.
class ShellSession final : public Session {
 public:
  ShellSession(std::unique_ptr<Transport> transport, std::shared_ptr<const CompiledDialect> dialect,
               SessionLimits limits);

  Awaitable<Result<void>> login(Login login) override;
  Awaitable<Result<Transcript>> run(std::string command) override;
  Awaitable<void> logout() override;
  bool alive() noexcept override { return usable_ && tidy_ && terminal_.transport().alive(); }
  bool heard() const noexcept override { return terminal_.heard(); }
  Habits habits() const noexcept override { return learned_.habits; }
  void cancel(Errc why) noexcept override { terminal_.transport().cancel(why); }
  Stage stage() const noexcept override { return stage_; }

 private:
  struct EnableStep {
    AnsweredLine answered;
    bool echoed = false;  ///< what was typed: a question that came before is an old one
    bool secret_typed = false;
    bool user_typed = false;
  };

  Awaitable<Result<void>> find_prompt(const Login& login);
  Awaitable<Result<void>> type_step(LoginDialogue::Step step, const LoginDialogue& dialogue,
                                    const Login& login);
  Awaitable<Result<void>> raise_privilege(const Login& login);
  [[nodiscard]] Error stuck(Error error, const LoginDialogue& dialogue);
  Awaitable<Result<void>> wait_longer(Rest& rested);
  Awaitable<Result<void>> turn_page();
  Awaitable<Result<void>> report();
  Awaitable<Result<bool>> answer_enable(const Login& login, EnableStep& step, Rest rested);
  Awaitable<Result<void>> set_up_line_by_line();
  Awaitable<Result<void>> ask(Reply& reply, const std::vector<std::string_view>& typed,
                              std::size_t enters);
  Awaitable<Result<void>> follow(Reply& reply);
  Awaitable<Result<void>> type_for(Reply& reply, Reply::Step step);
  Awaitable<Result<bool>> answer_pager(std::size_t& pages);
  [[nodiscard]] std::optional<Pattern::Span> find_pager();
  Awaitable<void> leave_by_dialogue();

  void learn_guess(const LoginDialogue& dialogue);
  [[nodiscard]] static Result<void> may_type_secret(const Login& login, const EnableStep& step);
  [[nodiscard]] Result<void> granted();
  [[nodiscard]] std::string joined(const std::vector<std::string_view>& typed) const;
  [[nodiscard]] std::vector<std::string_view> lines_to_type(std::string_view command) const;
  [[nodiscard]] Result<void> judged(const std::string& output) const;
  /// The session is of no further use; says where, and what was seen last.
  [[nodiscard]] Error broken(Error error);

  std::shared_ptr<const CompiledDialect> dialect_;
  SessionLimits limits_;
  Terminal terminal_;
  LearnedPrompt learned_;
  std::vector<bool> used_answers_;  ///< on the way in
  Stage stage_ = Stage::prompt;
  bool enabled_ = false;
  bool setup_pending_ = true;
  bool usable_ = true;
  bool tidy_ = true;  ///< nothing was typed twice: the session may be kept
};

}  // namespace showd
