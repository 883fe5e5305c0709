#include "session/exec_session.hpp"

#include "base/utf8.hpp"
#include "dialect/allow_list.hpp"
#include "session/error_marks.hpp"
#include "session/output_cleaner.hpp"

namespace showd {

ExecSession::ExecSession(std::unique_ptr<Transport> transport,
                         std::shared_ptr<const CompiledDialect> dialect, SessionLimits limits)
    : transport_(std::move(transport)), dialect_(std::move(dialect)), limits_(limits) {}

Awaitable<Result<void>> ExecSession::login(Login) {
  if (transport_->authenticated()) co_return Result<void>();
  co_return fail(Errc::no_credentials, Stage::auth, "exec needs SSH, this transport has no login");
}

Awaitable<Result<Transcript>> ExecSession::run(std::string command) {
  if (!is_read_only_exec(command))
    co_return fail(not_read_only(command));
  if (!usable_)
    co_return fail(Errc::disconnected, Stage::command, "the session is of no further use");
  const Result<std::string> raw = co_await transport_->exec(command, limits_.output);
  if (!raw) {
    usable_ = false;
    co_return tl::unexpected<Error>(raw.error());
  }
  Transcript transcript;
  transcript.output = clean_output(*raw);
  const std::string_view line = find_error_mark(*dialect_, transcript.output);
  if (!line.empty()) co_return fail(Errc::command_rejected, Stage::command, printable(line));
  transcript.command = std::move(command);
  co_return std::move(transcript);
}

Awaitable<void> ExecSession::logout() {
  usable_ = false;
  transport_->close();
  co_return;
}

}  // namespace showd
