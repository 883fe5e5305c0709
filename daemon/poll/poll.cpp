#include "poll/poll.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/units.hpp"
#include "poll/secret_filter.hpp"
#include "transport/deadline_timer.hpp"

namespace showd {
namespace {

using std::chrono::milliseconds;

/// How long a kept session may say nothing at all to what is typed first, not even its echo.
milliseconds patience(const Device& device) {
  constexpr milliseconds kSilence{3'000};
  return std::min(kSilence, device.deadline / 4);
}

/// A session found dead says nothing of the device: it was cut while it lay idle, or the path has
/// forgotten it.
bool died_idle(const Error& error, const PollResult& result, bool silent) {
  return result.transcripts.empty() &&
         (silent || error.code == Errc::disconnected || error.code == Errc::protocol_error);
}

bool session_is_fit(const PollResult& result) {
  return result.ok() || result.error->code == Errc::command_rejected ||
         result.error->code == Errc::command_forbidden ||
         result.error->code == Errc::parse_failed ||
         result.error->code == Errc::too_many_interfaces;
}

/// Whether it says anything in a device's words.
bool quotes_device(const PollResult& result) {
  return result.error || std::any_of(result.coverage.begin(), result.coverage.end(),
                                     [](const Coverage& one) { return !one.notes.empty(); });
}

Error too_many(std::size_t interfaces, std::size_t most) {
  return {Errc::too_many_interfaces, Stage::limit,
          fmt::format("{} interfaces, more than {} (polling.max_interfaces)", interfaces, most)};
}

/// A run's poll does not wait for a place longer than until it is due again.
milliseconds longest_wait(const PollRequest& request) {
  if (request.period.count() == 0) return milliseconds(0);
  return std::max(request.period, request.device->deadline);
}

}  // namespace

Poll::Poll(LoopResources& loop, PollRequest request, const DeviceMemory& known)
    : loop_(loop),
      request_(std::move(request)),
      device_(*request_.device),
      credentials_(loop.credentials),
      clock_(loop.io, [this] { cancel(Errc::timeout); }),
      waits_{known.failing ? Lane::failing : Lane::main, known.sent_away, longest_wait(request_),
             clock_},
      session_(loop.sessions_open),
      habits_(known.habits) {
  result_.device = request_.device;
  result_.run = request_.run;
  result_.started = system_clock().utc();
}

Awaitable<PollResult> Poll::run(const Platform& platform,
                                std::shared_ptr<const CompiledDialect> dialect) {
  platform_ = &platform;
  dialect_ = std::move(dialect);
  const bool raw = !request_.raw_commands.empty();
  const Monotonic start = system_clock().now();
  clock_.start(device_.deadline);
  const Result<void> talked = co_await talk();
  if (!talked)
    result_.error = name_deadline(talked.error());
  else if (!raw)
    parse();
  if (!raw) result_.transcripts.clear();
  if (!session_is_fit(result_)) session_.drop();
  if (quotes_device(result_)) SecretFilter(*credentials_, device_).clean(result_);
  result_.duration = microseconds_since(start + clock_.waited());
  co_return std::move(result_);
}

void Poll::cancel(Errc why) noexcept {
  cut_ = why;
  if (session_) session_->cancel(why);
}

PollResult Poll::failed(Error error) const {
  PollResult result;
  result.device = request_.device;
  result.run = request_.run;
  result.started = result_.started;
  result.error = std::move(error);
  return result;
}

SessionSlot Poll::leave() {
  places_.leave();
  if (!session_) session_.room.release();
  return std::move(session_);
}

Awaitable<Result<void>> Poll::talk() {
  if (session_ && session_->alive()) {
    const std::optional<Result<void>> talked = co_await talk_again();
    if (talked) co_return *talked;
  }
  session_.drop();
  const Result<void> opened = co_await open();
  if (!opened) co_return opened;
  result_.reachable = true;
  co_return co_await run_commands();
}

/// The commands on a session that was kept. Nothing: it turned out dead.
Awaitable<std::optional<Result<void>>> Poll::talk_again() {
  bool silent = false;
  const auto strike = [&] {
    if (!session_ || session_->heard() || !result_.transcripts.empty()) return;
    silent = true;
    session_->cancel(Errc::timeout);
  };
  const DeadlineTimer timer(loop_.io.get_executor(), Deadline::in(patience(device_)), strike);
  result_.session_reused = true;
  const Result<void> ran = co_await run_commands();
  if (!ran && died_idle(ran.error(), result_, silent)) {
    result_.session_reused = false;
    co_return std::nullopt;
  }
  result_.reachable = ran || ran.error().code != Errc::timeout;
  co_return ran;
}

/// Types every command. Errors: the first that failed; what came before is in the result.
Awaitable<Result<void>> Poll::run_commands() {
  const Monotonic start = system_clock().now();
  Result<void> outcome;
  for (const std::string& command : commands()) {
    Result<Transcript> shown = co_await session_->run(command);
    if (!shown) {
      outcome = fail(std::move(shown).error());
      break;
    }
    result_.transcripts.push_back(*std::move(shown));
  }
  note(Stage::command, start);
  co_return outcome;
}

const std::vector<std::string>& Poll::commands() const {
  if (!request_.raw_commands.empty()) return request_.raw_commands;
  return device_.commands.empty() ? platform_->commands() : device_.commands;
}

/// Rows of every transcript, merged. The first output that could not be read at all is the error.
void Poll::parse() {
  const Monotonic start = system_clock().now();
  std::vector<std::vector<Interface>> outputs;
  for (const Transcript& shown : result_.transcripts) {
    const ParsingNote parsing(loop_.parsing, request_.device, shown.command);
    Parsed parsed = platform_->parse(shown.command, shown.output);
    result_.coverage.push_back(std::move(parsed.coverage));
    if (parsed.error && !result_.error) result_.error = std::move(parsed.error);
    outputs.push_back(std::move(parsed.interfaces));
  }
  result_.interfaces = merge_interfaces(std::move(outputs));
  const std::size_t interfaces = result_.interfaces.size();
  if (!result_.error && interfaces > loop_.limits.max_interfaces) {
    result_.error = too_many(interfaces, loop_.limits.max_interfaces);
    result_.interfaces = {};
  }
  note(Stage::parse, start);
}

/// A deadline is told with the stage in which it struck, and with what was seen until then.
/// Whether the poll's clock or the transport's own timer noticed first is chance.
Error Poll::name_deadline(Error error) const {
  if (!clock_.until().passed() || error.code != Errc::timeout) return error;
  error.message =
      fmt::format("not done within the poll's deadline of {} (stage {}): {}",
                  format_duration(device_.deadline), to_string(error.stage), error.message);
  return error;
}

void Poll::note(Stage stage, Monotonic since) {
  result_.stages.push_back({stage, microseconds_since(since)});
}

}  // namespace showd
