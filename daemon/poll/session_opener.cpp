#include "poll/session_opener.hpp"

#include <fmt/format.h>

#include <utility>

#include "transport/ssh/ssh_transport.hpp"
#include "transport/telnet/telnet_transport.hpp"

namespace showd {
namespace {

/// Adds the time since the last mark to a stage of the poll.
class Stopwatch {
 public:
  explicit Stopwatch(PollResult& result) : result_(result) {}
  void mark(Stage stage) {
    const auto now = std::chrono::steady_clock::now();
    add(stage, std::chrono::duration_cast<std::chrono::microseconds>(now - last_));
    last_ = now;
  }
  void add(Stage stage, std::chrono::microseconds spent) {
    result_.stages.push_back({stage, spent});
  }
  void restart() { last_ = std::chrono::steady_clock::now(); }

 private:
  PollResult& result_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

SshOptions ssh_options(PollContext& context, const Device& device, const Credential& credential,
                       const Dialect& manners, const Habits& habits, PollResult& result) {
  SshOptions options;
  options.username = credential.username + manners.username_suffix;
  options.password = credential.password;
  options.private_key = credential.private_key;
  options.passphrase = credential.passphrase;
  options.legacy = device.legacy;
  options.nothing_first = habits.asks_in_shell;
  options.shell = !manners.exec;
  if (const auto pinned = context.host_keys.find(device.name))
    options.pinned_key_type = pinned->type;
  options.check_host_key = [&context, &device, &result](const HostKey& shown) -> Result<void> {
    const auto verdict = context.host_keys.check(device, shown);
    if (!verdict) {
      result.refused_host_key = shown;
      return fail(verdict.error());
    }
    if (*verdict == HostKeys::Verdict::pinned_now) result.new_host_key = shown;
    return {};
  };
  return options;
}

/// A device that says nothing for so long is not logging in: a console line that waits for Enter.
constexpr std::chrono::milliseconds kSpeaksWithin{500};
/// How long one who has spoken may keep the place at its address to itself: what sits behind an
/// address counts who is logging in, however slowly.
constexpr std::chrono::milliseconds kLoginAtAddress{10'000};

/// The device has spoken: from here on it is a login.
Awaitable<Result<void>> begin_login(PollContext& context, Foothold& foothold) {
  foothold.address.keep_for(kLoginAtAddress);
  Result<void> in = co_await context.places.take_login(foothold);
  foothold.dial.release();
  co_return in;
}

Awaitable<Result<std::unique_ptr<Transport>>> start_telnet(PollContext& context,
                                                           asio::ip::tcp::socket socket,
                                                           Foothold& foothold, PollResult& result) {
  result.reachable = true;
  foothold.stage = Stage::auth;
  const Deadline soon = Deadline::in(kSpeaksWithin).or_sooner(foothold.until());
  if (co_await has_spoken(socket, soon)) {
    const Result<void> in = co_await begin_login(context, foothold);
    if (!in) co_return fail(in.error());
  } else {
    foothold.leave_login();  // it may stay silent until the deadline
  }
  co_return open_telnet(std::move(socket));
}

Awaitable<Result<std::unique_ptr<Transport>>> start_ssh(PollContext& context, SshCall call,
                                                        Foothold& foothold, PollResult& result) {
  const Deadline spoken = Deadline::in(context.limits.connect_timeout);
  const Result<void> greeted = co_await call.greet(spoken.or_sooner(foothold.until()));
  if (!greeted) co_return fail(greeted.error());
  const Result<void> in = co_await begin_login(context, foothold);
  if (!in) co_return fail(in.error());
  SshTimes times;
  auto transport = co_await call.log_in(foothold.until(), &times);
  result.reachable = transport.has_value() || transport.error().stage != Stage::kex;
  Stopwatch watch(result);
  if (times.kex.count() > 0) watch.add(Stage::kex, times.kex);
  if (times.auth.count() > 0) watch.add(Stage::auth, times.auth);
  co_return transport;
}

Awaitable<Result<std::unique_ptr<Transport>>> open_transport(
    PollContext& context, const Device& device, const Credential& credential,
    const Dialect& manners, Foothold& foothold, PollResult& result) {
  Result<void> placed = co_await context.places.take_address(foothold, device);
  if (placed) placed = co_await context.places.take_dial(foothold);
  if (!placed) co_return fail(std::move(placed).error());
  foothold.stage = Stage::connect;
  Stopwatch watch(result);
  const Deadline until = Deadline::in(context.limits.connect_timeout).or_sooner(foothold.until());
  auto socket = co_await dial(context.resolver, device.address, device.port, until);
  if (!socket) co_return fail(std::move(socket).error());
  watch.mark(Stage::connect);
  if (device.transport == TransportKind::telnet)
    co_return co_await start_telnet(context, *std::move(socket), foothold, result);
  foothold.stage = Stage::kex;
  SshCall call(*std::move(socket),
               ssh_options(context, device, credential, manners, foothold.habits, result));
  co_return co_await start_ssh(context, std::move(call), foothold, result);
}

Awaitable<Result<void>> try_credential(PollContext& context, const Device& device,
                                       const Credential& credential,
                                       std::shared_ptr<const CompiledDialect> dialect,
                                       const Dialect& manners, Foothold& foothold,
                                       PollResult& result) {
  auto transport = co_await open_transport(context, device, credential, manners, foothold, result);
  if (!transport) co_return fail(std::move(transport).error());
  if (foothold.cut) co_return fail(*foothold.cut, foothold.stage, "no answer in time");
  SessionLimits limits;
  limits.output = context.limits.output_limit;
  foothold.seat.put(make_session(*std::move(transport), std::move(dialect), limits), limits);
  Login login;
  login.username = credential.username + manners.username_suffix;
  login.password = credential.password;
  login.enable = credential.enable;
  login.want_enable = device.enable;
  login.habits = foothold.habits;
  Stopwatch watch(result);
  auto logged_in = co_await foothold.seat->login(std::move(login));
  if (!logged_in) {
    foothold.habits.asks_in_shell |= foothold.seat->habits().asks_in_shell;
    foothold.seat.drop();
    co_return fail(std::move(logged_in).error());
  }
  watch.mark(Stage::prompt);
  co_return Result<void>();
}

/// Likewise; where the shell asks who we are, SSH may let in whoever comes. That is so if it does
/// for nothing: then the CLI's own login is the first that counts.
Awaitable<Result<void>> try_twice(PollContext& context, const Device& device,
                                  const Credential& credential,
                                  std::shared_ptr<const CompiledDialect> dialect,
                                  const Dialect& manners, Foothold& foothold, PollResult& result) {
  const bool knew = foothold.habits.asks_in_shell;
  Result<void> opened =
      co_await try_credential(context, device, credential, dialect, manners, foothold, result);
  foothold.leave_login();
  if (opened || knew || !foothold.habits.asks_in_shell || foothold.cut) co_return opened;
  opened = co_await try_credential(context, device, credential, std::move(dialect), manners,
                                   foothold, result);
  foothold.leave_login();
  co_return opened;
}

/// Another credential may do better.
bool wants_another(const Error& error) {
  return error.code == Errc::auth_failed || error.code == Errc::no_credentials;
}

}  // namespace

Awaitable<Result<void>> open_session(PollContext& context, const Device& device,
                                     std::shared_ptr<const CompiledDialect> dialect,
                                     const Dialect& manners, Foothold& foothold,
                                     PollResult& result) {
  Error last{Errc::no_credentials, Stage::auth,
             "the inventory names no credentials for this device (key `credentials`)"};
  const Result<void> room = co_await context.places.take_room(foothold);
  if (!room) co_return room;
  const auto credentials = context.credentials;
  for (const std::string& name : device.credentials) {
    const auto found = credentials->find(name);
    if (found == credentials->end()) {
      last.message = fmt::format("credential '{}' is not in the configuration", name);
      continue;
    }
    auto opened =
        co_await try_twice(context, device, found->second, dialect, manners, foothold, result);
    foothold.let_in = opened.has_value();
    if (opened) co_return opened;
    last = std::move(opened).error();
    if (!wants_another(last)) break;
  }
  co_return fail(std::move(last));
}

}  // namespace showd
