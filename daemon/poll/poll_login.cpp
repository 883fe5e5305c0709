#include <fmt/format.h>

#include <utility>

#include "poll/poll.hpp"
#include "transport/dial.hpp"
#include "transport/telnet/telnet_transport.hpp"

namespace showd {
namespace {

using asio::ip::tcp;
using std::chrono::milliseconds;

/// A device that says nothing for so long is not logging in: a console line that waits for Enter.
constexpr milliseconds kSpeaksWithin{500};
/// How long one who has spoken may keep the place at its address to itself: what sits behind an
/// address counts who is logging in, however slowly.
constexpr milliseconds kLoginAtAddress{10'000};

/// Another credential may do better.
bool wants_another(const Error& error) {
  return error.code == Errc::auth_failed || error.code == Errc::no_credentials;
}

}  // namespace

/// Tries the device's credentials in order. Takes its places as it goes, and gives them back. Fills
/// the result's reachability, stage times and host key. Errors: whatever stage failed.
Awaitable<Result<void>> Poll::open() {
  Error last{Errc::no_credentials, Stage::auth,
             "the inventory names no credentials for this device (key `credentials`)"};
  const Result<void> room = co_await take_room();
  if (!room) co_return room;
  for (const std::string& name : device_.credentials) {
    const auto found = credentials_->find(name);
    if (found == credentials_->end()) {
      last.message = fmt::format("credential '{}' is not in the configuration", name);
      continue;
    }
    Result<void> opened = co_await try_credential(found->second);
    let_in_ = opened.has_value();
    if (opened) co_return opened;
    last = std::move(opened).error();
    if (!wants_another(last)) break;
  }
  co_return fail(std::move(last));
}

Awaitable<Result<void>> Poll::take_room() {
  if (session_.room) co_return Result<void>();  // of a kept session that was dead
  Result<Gate::Pass> room = co_await loop_.places.take_room(waits_);
  if (!room) co_return fail(std::move(room).error());
  session_.room = *std::move(room);
  co_return Result<void>();
}

/// Twice where the shell asks who we are: SSH may then let in whoever comes. That is so if it does
/// for nothing: then the CLI's own login is the first that counts.
Awaitable<Result<void>> Poll::try_credential(const Credential& credential) {
  const bool knew = habits_.asks_in_shell;
  Result<void> opened = co_await log_in(credential);
  places_.leave();
  if (opened || knew || !habits_.asks_in_shell || cut_) co_return opened;
  opened = co_await log_in(credential);
  places_.leave();
  co_return opened;
}

Awaitable<Result<void>> Poll::log_in(const Credential& credential) {
  Opened transport = co_await connect(credential);
  if (!transport) co_return fail(std::move(transport).error());
  if (cut_) co_return fail(*cut_, stage_, "no answer in time");
  SessionLimits limits;
  limits.output = loop_.limits.output_limit;
  session_.put(make_session(*std::move(transport), dialect_, limits), limits);
  Login login;
  login.username = user_name(credential);
  login.password = credential.password;
  login.enable = credential.enable;
  login.want_enable = device_.enable;
  login.habits = habits_;
  const Monotonic start = system_clock().now();
  const Result<void> logged_in = co_await session_->login(std::move(login));
  if (logged_in) {
    note(Stage::prompt, start);
  } else {
    habits_.asks_in_shell |= session_->habits().asks_in_shell;
    session_.drop();
  }
  co_return logged_in;
}

Awaitable<Poll::Opened> Poll::connect(const Credential& credential) {
  Result<tcp::socket> socket = co_await reach();
  if (!socket) co_return fail(std::move(socket).error());
  if (device_.transport == TransportKind::telnet)
    co_return co_await start_telnet(*std::move(socket));
  stage_ = Stage::kex;
  SshCall call(*std::move(socket), ssh_options(credential));
  co_return co_await start_ssh(std::move(call));
}

Awaitable<Result<tcp::socket>> Poll::reach() {
  Result<Gate::Pass> place = co_await loop_.places.take_address(waits_, device_);
  if (!place) co_return fail(std::move(place).error());
  places_.address = *std::move(place);
  place = co_await loop_.places.take_dial(waits_);
  if (!place) co_return fail(std::move(place).error());
  places_.dial = *std::move(place);
  stage_ = Stage::connect;
  const Monotonic start = system_clock().now();
  const Deadline until = Deadline::in(loop_.limits.connect_timeout).or_sooner(clock_.until());
  Result<tcp::socket> socket = co_await dial(loop_.resolver, device_.address, device_.port, until);
  if (socket) note(Stage::connect, start);
  co_return socket;
}

Awaitable<Poll::Opened> Poll::start_telnet(tcp::socket socket) {
  result_.reachable = true;
  stage_ = Stage::auth;
  const Deadline soon = Deadline::in(kSpeaksWithin).or_sooner(clock_.until());
  if (co_await has_spoken(socket, soon)) {
    const Result<void> in = co_await begin_login();
    if (!in) co_return fail(in.error());
  } else {
    places_.leave();  // it may stay silent until the deadline
  }
  co_return open_telnet(std::move(socket));
}

Awaitable<Poll::Opened> Poll::start_ssh(SshCall call) {
  const Deadline spoken = Deadline::in(loop_.limits.connect_timeout).or_sooner(clock_.until());
  const Result<void> greeted = co_await call.greet(spoken);
  if (!greeted) co_return fail(greeted.error());
  const Result<void> in = co_await begin_login();
  if (!in) co_return fail(in.error());
  SshTimes times;
  Opened transport = co_await call.log_in(clock_.until(), &times);
  result_.reachable = transport.has_value() || transport.error().stage != Stage::kex;
  if (times.kex.count() > 0) result_.stages.push_back({Stage::kex, times.kex});
  if (times.auth.count() > 0) result_.stages.push_back({Stage::auth, times.auth});
  co_return transport;
}

/// The device has spoken: from here on it is a login.
Awaitable<Result<void>> Poll::begin_login() {
  places_.address.keep_for(kLoginAtAddress);
  Result<Gate::Pass> place = co_await loop_.places.take_login(waits_);
  places_.dial.release();
  if (!place) co_return fail(std::move(place).error());
  places_.login = *std::move(place);
  co_return Result<void>();
}

SshOptions Poll::ssh_options(const Credential& credential) {
  SshOptions options;
  options.username = user_name(credential);
  options.password = credential.password;
  options.private_key = credential.private_key;
  options.passphrase = credential.passphrase;
  options.legacy = device_.legacy;
  options.nothing_first = habits_.asks_in_shell;
  options.shell = !platform_->dialect().exec;
  if (const auto pinned = loop_.host_keys.find(device_.name))
    options.pinned_key_type = pinned->type;
  options.check_host_key = [this](const HostKey& shown) { return check_host_key(shown); };
  return options;
}

Result<void> Poll::check_host_key(const HostKey& shown) {
  const auto verdict = loop_.host_keys.check(device_, shown);
  if (!verdict) {
    result_.refused_host_key = shown;
    return fail(verdict.error());
  }
  if (*verdict == HostKeys::Verdict::pinned_now) result_.new_host_key = shown;
  return {};
}

std::string Poll::user_name(const Credential& credential) const {
  return credential.username + platform_->dialect().username_suffix;
}

}  // namespace showd
