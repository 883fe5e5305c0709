#include "session/shell_session.hpp"

#include <fmt/format.h>

#include "base/utf8.hpp"
#include "session/allow_list.hpp"
#include "session/error_marks.hpp"

namespace showd {
namespace {

/// A pager's mark is at the end of a line shorter than this.
constexpr std::size_t kMaxPagerLine = 1024;
constexpr std::chrono::seconds kLogoutPatience{2};
constexpr int kMaxLogoutAnswers = 8;

}  // namespace

ShellSession::ShellSession(std::unique_ptr<Transport> transport,
                           std::shared_ptr<const CompiledDialect> dialect, SessionLimits limits)
    : dialect_(std::move(dialect)),
      limits_(limits),
      terminal_(std::move(transport), dialect_->dialect.line_end, limits.output),
      used_answers_(dialect_->answers.size(), false) {}

Awaitable<Result<Transcript>> ShellSession::run(std::string command) {
  if (!is_read_only(command))
    co_return fail(Errc::command_forbidden, Stage::command,
                   fmt::format("'{}' is not a read-only command", printable(command)));
  if (!usable_) co_return fail(Errc::disconnected, stage_, "the session is of no further use");
  stage_ = learned_.confirmed ? Stage::command : Stage::prompt;
  const std::vector<std::string_view> typed = lines_to_type(command);
  terminal_.forget();
  Reply reply(*dialect_, learned_, typed);
  const Result<void> followed = co_await follow(reply, typed);
  if (!followed) co_return fail(broken(followed.error()));
  stage_ = Stage::command;
  setup_pending_ = false;
  Transcript transcript;
  OutputCleaner& screen = terminal_.screen();
  transcript.output = screen.take(reply.output_begin(), reply.output_end(screen));
  terminal_.rest();
  const Result<void> verdict = judged(transcript.output);
  if (!verdict) co_return fail(verdict.error());
  transcript.command = std::move(command);
  co_return std::move(transcript);
}

/// Types the lines in one write and reads until the last one has been answered.
Awaitable<Result<void>> ShellSession::follow(Reply& reply,
                                             const std::vector<std::string_view>& typed) {
  const std::string bytes = joined(typed);
  Result<void> done = co_await terminal_.type(bytes);
  std::size_t pages = 0;
  while (done && !reply.scan(terminal_.screen())) {
    if (reply.under_way()) stage_ = Stage::command;
    if (reply.wants_probe()) {
      tidy_ = false;
      done = co_await terminal_.type(terminal_.line_end());
    } else if (reply.wants_retype()) {
      done = co_await terminal_.type(bytes);
    }
    if (!done) break;
    const Result<bool> paged = co_await answer_pager(pages);
    if (!paged) co_return fail(paged.error());
    done = co_await terminal_.more();
  }
  co_return done;
}

Awaitable<Result<bool>> ShellSession::answer_pager(std::size_t& pages) {
  OutputCleaner& screen = terminal_.screen();
  if (screen.last_line_size() == 0 || screen.last_line_size() > kMaxPagerLine) co_return false;
  const std::string_view line = screen.last_line();
  for (const Pattern& pager : dialect_->pagers) {
    const auto mark = pager.find(line);
    if (!mark || mark->begin == mark->end) continue;
    stage_ = Stage::pager;
    if (++pages > limits_.pages)
      co_return fail(Errc::pager_stuck, Stage::pager,
                     fmt::format("still asking after {} pages", limits_.pages));
    screen.erase_pager(mark->begin, mark->end);
    const Result<void> typed = co_await terminal_.type(dialect_->dialect.pager_answer);
    if (!typed) co_return fail(typed.error());
    co_return true;
  }
  co_return false;
}

std::vector<std::string_view> ShellSession::lines_to_type(std::string_view command) const {
  std::vector<std::string_view> lines;
  if (setup_pending_) {
    for (const std::string& line : dialect_->dialect.setup) lines.emplace_back(line);
    if (enabled_)
      for (const std::string& line : dialect_->dialect.enabled_setup) lines.emplace_back(line);
  }
  lines.push_back(trim(command));
  return lines;
}

std::string ShellSession::joined(const std::vector<std::string_view>& typed) const {
  std::string bytes;
  for (const std::string_view line : typed) {
    bytes += line;
    bytes += terminal_.line_end();
  }
  return bytes;
}

Result<void> ShellSession::judged(const std::string& output) const {
  const std::string_view line = find_error_mark(*dialect_, output);
  if (line.empty()) return {};
  return fail(Errc::command_rejected, Stage::command, printable(line));
}

Error ShellSession::broken(Error error) {
  usable_ = false;
  terminal_.rest();
  if (error.code == Errc::output_limit || error.code == Errc::pager_stuck) return error;
  error.stage = stage_;
  const std::string seen = terminal_.last_words();
  // Something came, but nothing to type at: that is more to the point than "timeout".
  if (error.code == Errc::timeout && stage_ == Stage::prompt && !seen.empty()) {
    error.code = Errc::no_prompt;
    error.message = "no prompt recognised";
  }
  if (error.message.empty()) error.message = to_string(error.code);
  if (!seen.empty() && error.code != Errc::cancelled)
    error.message += fmt::format("; last seen: \"{}\"", seen);
  return error;
}

Awaitable<void> ShellSession::logout() {
  if (usable_ && terminal_.transport().alive() && !dialect_->dialect.logout.empty())
    co_await leave_by_dialogue();
  usable_ = false;
  terminal_.transport().close();
}

/// Waits for the device only where it may ask something ("log out [y/n]?"), and not for long.
Awaitable<void> ShellSession::leave_by_dialogue() {
  std::vector<std::string_view> lines(dialect_->dialect.logout.begin(),
                                      dialect_->dialect.logout.end());
  terminal_.forget();
  const std::string bytes = joined(lines);
  Result<void> done = co_await terminal_.type(bytes);
  if (!done || dialect_->answers.empty()) co_return;
  asio::steady_timer patience(co_await asio::this_coro::executor, kLogoutPatience);
  // The handler may still be queued when this session is gone.
  const auto waiting = std::make_shared<Transport*>(&terminal_.transport());
  patience.async_wait([waiting](const auto& error) {
    if (!error && *waiting != nullptr) (*waiting)->cancel(Errc::timeout);
  });
  AnsweredLine answered;
  int answers = 0;
  while ((done = co_await terminal_.more())) {
    OutputCleaner& screen = terminal_.screen();
    if (screen.last_line_size() > kMaxPagerLine) continue;
    const std::string_view line = screen.last_line();
    if (trim(line).empty() || !answered.is_new(screen, line)) continue;
    const Pattern* asked = CompiledDialect::first(dialect_->answers, line);
    if (asked == nullptr) continue;
    const auto index = static_cast<std::size_t>(asked - dialect_->answers.data());
    if (used_answers_[index] || ++answers > kMaxLogoutAnswers) break;  // it would lead in again
    answered.remember(screen);
    const std::string& answer = dialect_->dialect.answers[index].answer;
    done = co_await terminal_.type(answer);
    if (!done) break;
  }
  *waiting = nullptr;
  patience.cancel();
}

}  // namespace showd
