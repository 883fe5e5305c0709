#include "poll/poll_device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/units.hpp"
#include "poll/secret_filter.hpp"
#include "transport/deadline_timer.hpp"

namespace showd {
namespace {

const std::vector<std::string>& commands_of(const PollRequest& job, const Platform& platform) {
  if (!job.raw_commands.empty()) return job.raw_commands;
  return job.device->commands.empty() ? platform.commands() : job.device->commands;
}

std::chrono::microseconds since(Monotonic start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Monotonic::clock::now() - start);
}

/// Types every command. Errors: the first that failed; what came before is in `result`.
Awaitable<Result<void>> run_commands(Session& session, const std::vector<std::string>& commands,
                                     PollResult& result) {
  const Monotonic start = system_clock().now();
  Result<void> outcome;
  for (const std::string& command : commands) {
    auto shown = co_await session.run(command);
    if (!shown) {
      outcome = fail(std::move(shown).error());
      break;
    }
    result.transcripts.push_back(*std::move(shown));
  }
  result.stages.push_back({Stage::command, since(start)});
  co_return outcome;
}

/// How long a kept session may say nothing at all to what is typed first, not even its echo.
std::chrono::milliseconds patience(const Device& device) {
  constexpr std::chrono::milliseconds kSilence{3'000};
  return std::min(kSilence, device.deadline / 4);
}

/// A session found dead says nothing of the device: it was cut while it lay idle, or the path has
/// forgotten it.
bool died_idle(const Error& error, const PollResult& result, bool silent) {
  return result.transcripts.empty() &&
         (silent || error.code == Errc::disconnected || error.code == Errc::protocol_error);
}

/// The commands on a session that was kept. Nothing: it turned out dead.
Awaitable<std::optional<Result<void>>> talk_again(Foothold& foothold, const Device& device,
                                                  const std::vector<std::string>& commands,
                                                  PollResult& result) {
  bool silent = false;
  const auto strike = [&] {
    if (!foothold.seat || foothold.seat->heard() || !result.transcripts.empty()) return;
    silent = true;
    foothold.seat->cancel(Errc::timeout);
  };
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const DeadlineTimer timer(executor, Deadline::in(patience(device)), strike);
  result.session_reused = true;
  Result<void> ran = co_await run_commands(*foothold.seat, commands, result);
  if (!ran && died_idle(ran.error(), result, silent)) {
    result.session_reused = false;
    co_return std::nullopt;
  }
  result.reachable = ran || ran.error().code != Errc::timeout;
  co_return ran;
}

Awaitable<Result<void>> talk(PollContext& context, const PollRequest& job, const Platform& platform,
                             std::shared_ptr<const CompiledDialect> dialect, Foothold& foothold,
                             PollResult& result) {
  const std::vector<std::string>& commands = commands_of(job, platform);
  if (foothold.seat && foothold.seat->alive()) {
    auto ran = co_await talk_again(foothold, *job.device, commands, result);
    if (ran) co_return *std::move(ran);
  }
  foothold.seat.drop();
  auto opened = co_await open_session(context, *job.device, std::move(dialect), platform.dialect(),
                                      foothold, result);
  if (!opened) co_return opened;
  result.reachable = true;
  co_return co_await run_commands(*foothold.seat, commands, result);
}

/// Rows of every transcript, merged. The first output that could not be read at all is the error.
void parse(const PollContext& context, const Platform& platform, PollResult& result) {
  const std::size_t max_interfaces = context.limits.max_interfaces;
  std::vector<std::vector<Interface>> outputs;
  for (const Transcript& shown : result.transcripts) {
    const ParsingNote note(context.parsing, result.device, shown.command);
    Parsed parsed = platform.parse(shown.command, shown.output);
    result.coverage.push_back(std::move(parsed.coverage));
    if (parsed.error && !result.error) result.error = std::move(parsed.error);
    outputs.push_back(std::move(parsed.interfaces));
  }
  result.interfaces = merge_interfaces(std::move(outputs));
  if (result.error || result.interfaces.size() <= max_interfaces) return;
  result.error = Error{Errc::too_many_interfaces, Stage::limit,
                       fmt::format("{} interfaces, more than {} (polling.max_interfaces)",
                                   result.interfaces.size(), max_interfaces)};
  result.interfaces = {};
}

/// A deadline is told with the stage in which it struck, and with what was seen until then.
/// Whether the alarm or the transport's own timer noticed first is chance.
Error name_deadline(Error error, Deadline until, const Device& device) {
  if (!until.passed() || error.code != Errc::timeout) return error;
  error.message =
      fmt::format("not done within the poll's deadline of {} (stage {}): {}",
                  format_duration(device.deadline), to_string(error.stage), error.message);
  return error;
}

bool session_is_fit(const PollResult& result) {
  return result.ok() || result.error->code == Errc::command_rejected ||
         result.error->code == Errc::command_forbidden ||
         result.error->code == Errc::parse_failed ||
         result.error->code == Errc::too_many_interfaces;
}

}  // namespace

Awaitable<PollResult> poll_device(PollContext& context, const PollRequest& job,
                                  const Platform& platform,
                                  std::shared_ptr<const CompiledDialect> dialect,
                                  Foothold& foothold) {
  PollResult result;
  result.device = job.device;
  result.run = job.run;
  result.started = system_clock().utc();
  const Monotonic start = system_clock().now();
  auto talked = co_await talk(context, job, platform, std::move(dialect), foothold, result);
  if (!talked) {
    result.error = name_deadline(std::move(talked).error(), foothold.until(), *job.device);
  } else if (job.raw_commands.empty()) {
    const Monotonic parsing = system_clock().now();
    parse(context, platform, result);
    result.stages.push_back({Stage::parse, since(parsing)});
  }
  if (job.raw_commands.empty()) result.transcripts.clear();
  if (!session_is_fit(result)) foothold.seat.drop();
  if (result.error || !result.coverage.empty())
    SecretFilter(*context.credentials, *job.device).clean(result);
  result.duration = since(start + foothold.waited());
  co_return result;
}

}  // namespace showd
