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

HostKey to_host_key(const ServerKey& key) { return {key.type, key.sha256, key.blob}; }

SshOptions ssh_options(PollContext& context, const Device& device, const Credential& credential,
                       const Dialect& manners, PollResult& result) {
  SshOptions options;
  options.username = credential.username + manners.username_suffix;
  options.password = credential.password;
  options.private_key = credential.private_key;
  options.passphrase = credential.passphrase;
  options.legacy = device.legacy;
  options.shell = !manners.exec;
  if (const auto pinned = context.host_keys.find(device.name))
    options.pinned_key_type = pinned->type;
  options.check_host_key = [&context, &device, &result](const ServerKey& shown) -> Result<void> {
    HostKey key = to_host_key(shown);
    const auto verdict = context.host_keys.check(device, key);
    if (!verdict) {
      result.refused_host_key = std::move(key);
      return fail(verdict.error());
    }
    if (*verdict == HostKeys::Verdict::pinned_now) result.new_host_key = std::move(key);
    return {};
  };
  return options;
}

Awaitable<Result<std::unique_ptr<Transport>>> open_transport(
    PollContext& context, const Device& device, const Credential& credential,
    const Dialect& manners, Deadline until, Foothold& foothold, PollResult& result) {
  Stopwatch watch(result);
  foothold.stage = Stage::connect;
  const Deadline connect_until = Deadline::in(context.options.connect_timeout).or_sooner(until);
  auto socket = co_await dial(context.resolver, device.address, device.port, connect_until);
  if (!socket) co_return fail(std::move(socket).error());
  watch.mark(Stage::connect);
  if (device.transport == TransportKind::telnet) {
    result.reachable = true;
    co_return open_telnet(*std::move(socket));
  }
  foothold.stage = Stage::kex;
  SshOptions options = ssh_options(context, device, credential, manners, result);
  SshTimes times;
  auto transport = co_await open_ssh(*std::move(socket), std::move(options), until, &times);
  result.reachable = transport.has_value() || transport.error().stage != Stage::kex;
  if (times.kex.count() > 0) watch.add(Stage::kex, times.kex);
  if (times.auth.count() > 0) watch.add(Stage::auth, times.auth);
  co_return transport;
}

Awaitable<Result<void>> try_credential(PollContext& context, const Device& device,
                                       const Credential& credential,
                                       std::shared_ptr<const CompiledDialect> dialect,
                                       const Dialect& manners, Deadline until, Foothold& foothold,
                                       PollResult& result) {
  auto transport =
      co_await open_transport(context, device, credential, manners, until, foothold, result);
  if (!transport) co_return fail(std::move(transport).error());
  if (foothold.cut) co_return fail(*foothold.cut, foothold.stage, "cut short while connecting");
  SessionLimits limits;
  limits.output = context.options.output_limit;
  foothold.session = make_session(*std::move(transport), std::move(dialect), limits);
  Login login;
  login.username = credential.username + manners.username_suffix;
  login.password = credential.password;
  login.enable = credential.enable;
  login.want_enable = device.enable;
  Stopwatch watch(result);
  auto logged_in = co_await foothold.session->login(std::move(login));
  if (!logged_in) {
    foothold.session.reset();
    co_return fail(std::move(logged_in).error());
  }
  watch.mark(Stage::prompt);
  co_return Result<void>();
}

}  // namespace

Awaitable<Result<void>> open_session(PollContext& context, const Device& device,
                                     std::shared_ptr<const CompiledDialect> dialect,
                                     const Dialect& manners, Deadline until, Foothold& foothold,
                                     PollResult& result) {
  Error last{Errc::no_credentials, Stage::auth,
             "the inventory names no credentials for this device (key `credentials`)"};
  if (!foothold.pass) foothold.pass = co_await context.handshakes.enter();
  const auto credentials = context.credentials;
  for (const std::string& name : device.credentials) {
    const auto found = credentials->find(name);
    if (found == credentials->end()) {
      last.message = fmt::format("credential '{}' is not in the configuration", name);
      continue;
    }
    auto opened = co_await try_credential(context, device, found->second, dialect, manners, until,
                                          foothold, result);
    if (opened) {
      foothold.pass.release();
      co_return opened;
    }
    last = std::move(opened).error();
    if (last.code != Errc::auth_failed && last.code != Errc::no_credentials) break;
  }
  foothold.pass.release();
  co_return fail(std::move(last));
}

}  // namespace showd
