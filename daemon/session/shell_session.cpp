#include "session/shell_session.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "dialect/allow_list.hpp"
#include "session/error_marks.hpp"

namespace showd {
namespace {

/// A pager's mark is at the end of a line shorter than this.
constexpr std::size_t kMaxPagerLine = 1024;
/// Empty lines behind a command: see Reply.
constexpr std::size_t kEntersAhead = 2;
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
    co_return fail(not_read_only(command));
  if (!usable_) co_return fail(Errc::disconnected, stage_, "the session is of no further use");
  stage_ = learned_.confirmed ? Stage::command : Stage::prompt;
  if (learned_.habits.drops_ahead) {
    const Result<void> set_up = co_await set_up_line_by_line();
    if (!set_up) co_return fail(broken(set_up.error()));
  }
  const std::vector<std::string_view> typed = lines_to_type(command);
  const std::size_t enters = learned_.habits.drops_ahead ? 0 : kEntersAhead;
  Reply reply(*dialect_, learned_, typed, Reply::End::confirmed, enters);
  const Result<void> followed = co_await ask(reply, typed, enters);
  if (!followed) co_return fail(broken(followed.error()));
  stage_ = Stage::command;
  setup_pending_ = false;
  Transcript transcript;
  OutputCleaner& screen = terminal_.screen();
  transcript.output = screen.take(reply.output_begin(), reply.output_end(screen));
  if (!transcript.output.empty() && !transcript.output.ends_with('\n')) transcript.output += '\n';
  terminal_.rest();
  const Result<void> verdict = judged(transcript.output);
  if (!verdict) co_return fail(verdict.error());
  transcript.command = std::move(command);
  co_return std::move(transcript);
}

/// For a device that loses what is typed while it works.
Awaitable<Result<void>> ShellSession::set_up_line_by_line() {
  const std::vector<std::string_view> lines = lines_to_type({});
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    const std::vector<std::string_view> typed{lines[i]};
    Reply reply(*dialect_, learned_, typed, Reply::End::confirmed);
    const Result<void> done = co_await ask(reply, typed, 0);
    if (!done) co_return done;
  }
  setup_pending_ = false;
  co_return Result<void>();
}

/// Types the lines, and empty ones behind them, in one write.
Awaitable<Result<void>> ShellSession::ask(Reply& reply, const std::vector<std::string_view>& typed,
                                          std::size_t enters) {
  terminal_.forget();
  std::string bytes = joined(typed);
  for (std::size_t i = 0; i < enters; ++i) bytes += terminal_.line_end();
  const Result<void> written = co_await terminal_.type(bytes);
  if (!written) co_return written;
  co_return co_await follow(reply);
}

/// Reads until the last typed line has been answered. What stands at the end of what came is
/// believed only when it rests: a prompt, and a pager's mark.
Awaitable<Result<void>> ShellSession::follow(Reply& reply) {
  OutputCleaner& screen = terminal_.screen();
  std::size_t pages = 0;
  Quiet silent{0};
  Quiet wait = kForever;
  for (;;) {
    const Result<bool> came = co_await terminal_.more_or_rest(wait);
    if (!came) co_return fail(came.error());
    if (*came) {
      if (reply.scan(screen)) co_return Result<void>();
      if (reply.under_way()) stage_ = Stage::command;
      silent = Quiet(0);
      wait = reply.undecided(screen) || find_pager() ? terminal_.quiet() : kForever;
      continue;
    }
    silent += wait;
    const Result<bool> paged = co_await answer_pager(pages);
    if (!paged) co_return fail(paged.error());
    if (*paged) {
      reply.paged();
      wait = kForever;
      continue;
    }
    const Reply::Rest rest = reply.at_rest(screen, silent, terminal_.quiet());
    if (rest.step == Reply::Step::complete) co_return Result<void>();
    wait = rest.again;
    if (rest.step == Reply::Step::wait) continue;
    const Result<void> typed = co_await type_for(reply, rest.step);
    if (!typed) co_return typed;
    silent = Quiet(0);
    wait = terminal_.quiet();
  }
}

Awaitable<Result<void>> ShellSession::type_for(Reply& reply, Reply::Step step) {
  if (step == Reply::Step::type_line) {
    tidy_ = false;  // it may have been slow, not lost, and answer twice
    std::string line(reply.lost_line());
    co_return co_await terminal_.type_line(std::move(line));
  }
  reply.entered();
  co_return co_await terminal_.type(terminal_.line_end());
}

/// A pager's mark begins the unfinished line; behind other text it is text.
std::optional<Pattern::Span> ShellSession::find_pager() {
  OutputCleaner& screen = terminal_.screen();
  if (screen.last_line_size() == 0 || screen.last_line_size() > kMaxPagerLine) return std::nullopt;
  const std::string_view line = screen.last_line();
  for (const Pattern& pager : dialect_->pagers) {
    const auto mark = pager.find(line);
    if (mark && mark->begin != mark->end && trim(line.substr(0, mark->begin)).empty()) return mark;
  }
  return std::nullopt;
}

Awaitable<Result<bool>> ShellSession::answer_pager(std::size_t& pages) {
  const auto mark = find_pager();
  if (!mark) co_return false;
  stage_ = Stage::pager;
  if (++pages > limits_.pages)
    co_return fail(Errc::pager_stuck, Stage::pager,
                   fmt::format("still asking after {} pages", limits_.pages));
  terminal_.screen().erase_pager(mark->begin, mark->end);
  const Result<void> typed = co_await terminal_.type(dialect_->dialect.pager_answer);
  if (!typed) co_return fail(typed.error());
  co_return true;
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
  if (error.code != Errc::password_expired) error.stage = stage_;
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
