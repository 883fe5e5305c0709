#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "base/result.hpp"
#include "model/poll_result.hpp"
#include "model/polling_limits.hpp"
#include "platform/platform.hpp"
#include "poll/credentials.hpp"
#include "poll/host_keys.hpp"
#include "poll/now_parsing.hpp"
#include "poll/places.hpp"
#include "poll/poll_clock.hpp"
#include "poll/poll_request.hpp"
#include "poll/session_slot.hpp"
#include "session/session.hpp"
#include "transport/resolver.hpp"
#include "transport/ssh/ssh_transport.hpp"
#include "transport/transport.hpp"

namespace showd {

/// What a loop lends to the polls on it. Constant after construction, but for what `limits` says
/// and for `credentials`, which the loop replaces between two turns of its polls.
struct LoopResources {
  asio::io_context& io;
  std::atomic<std::size_t>& sessions_open;
  const PollingLimits& limits;
  Resolver& resolver;
  HostKeys& host_keys;
  Places& places;
  Guarded<NowParsing>& parsing;
  std::shared_ptr<const Credentials> credentials;
};

/// What a loop remembers of a device from one poll to the next.
struct DeviceMemory {
  Habits habits;
  bool failing = false;    ///< its last login failed
  bool sent_away = false;  ///< there was no place for it here, last time
  bool operator==(const DeviceMemory&) const = default;
};

/// One poll of one device, as one coroutine: a session (kept from an earlier poll, or opened with
/// the first of the device's credentials that is let in), its commands, and what their outputs say.
///
///   run -> talk -> talk_again                            on a kept session, unless it is dead
///               -> open -> try_credential -> log_in -> connect -> start_ssh | start_telnet
///               -> run_commands
///       -> parse
///
/// There is one deadline for all of it, which strikes through cancel(); the stage in which it
/// struck is the error's. Waiting for a place (see Places) does not count. Thread: its loop, alone.
/// Lives in the frame of Loop::poll, longer than any coroutine of its own.
class Poll {
 public:
  Poll(LoopResources& loop, PollRequest request, const DeviceMemory& known);
  Poll(const Poll&) = delete;
  Poll& operator=(const Poll&) = delete;

  /// Before run(): a session that was kept from an earlier poll.
  void use(SessionSlot kept) { session_ = std::move(kept); }
  /// The session, if there is one, is of no further use.
  void drop_session() { session_.drop(); }

  /// `platform` and its `dialect` as the device speaks it are borrowed until it returns. What the
  /// result says of errors and lines holds no secret of the device's credentials. A kept session
  /// that turns out dead, or silent, is reopened once.
  [[nodiscard]] Awaitable<PollResult> run(const Platform& platform,
                                          std::shared_ptr<const CompiledDialect> dialect);

  /// The device left the inventory, or is another one now: nothing of it is kept after this poll.
  void forget() noexcept { forgotten_ = true; }
  [[nodiscard]] bool forgotten() const noexcept { return forgotten_; }

  /// Cuts short whatever is under way. A connect that nobody answers is not heard of again.
  void cancel(Errc why) noexcept;

  /// The result of this poll if it ends with `error` before the device was asked.
  [[nodiscard]] PollResult failed(Error error) const;

  /// After run(): every place is given back, save the room of the session that it returns if there
  /// is one that is fit for the next poll.
  [[nodiscard]] SessionSlot leave();

  [[nodiscard]] const PollRequest& request() const noexcept { return request_; }
  [[nodiscard]] const Device& device() const noexcept { return device_; }
  [[nodiscard]] const std::string& name() const noexcept { return device_.name; }
  /// How far a login has come.
  [[nodiscard]] Stage stage() const noexcept { return stage_; }
  /// A login of this poll succeeded.
  [[nodiscard]] bool let_in() const noexcept { return let_in_; }
  /// What was found out of the device, by this poll and those before it.
  [[nodiscard]] Habits habits() const { return session_ ? session_->habits() : habits_; }

 private:
  using Opened = Result<std::unique_ptr<Transport>>;

  // poll.cpp: what is asked, and what the answers say
  Awaitable<Result<void>> talk();
  Awaitable<std::optional<Result<void>>> talk_again();
  Awaitable<Result<void>> run_commands();
  void parse();
  [[nodiscard]] const std::vector<std::string>& commands() const;
  [[nodiscard]] Error name_deadline(Error error) const;

  // poll_login.cpp: from an address to a session that takes commands
  Awaitable<Result<void>> open();
  Awaitable<Result<void>> take_room();
  Awaitable<Result<void>> try_credential(const Credential& credential);
  Awaitable<Result<void>> log_in(const Credential& credential);
  Awaitable<Opened> connect(const Credential& credential);
  Awaitable<Result<asio::ip::tcp::socket>> reach();
  Awaitable<Opened> start_telnet(asio::ip::tcp::socket socket);
  Awaitable<Opened> start_ssh(SshCall call);
  Awaitable<Result<void>> begin_login();
  [[nodiscard]] SshOptions ssh_options(const Credential& credential);
  [[nodiscard]] Result<void> check_host_key(const HostKey& shown);
  [[nodiscard]] std::string user_name(const Credential& credential) const;
  void note(Stage stage, Monotonic since);

  LoopResources& loop_;
  const PollRequest request_;
  const Device& device_;  ///< of request_
  const std::shared_ptr<const Credentials> credentials_;
  const Platform* platform_ = nullptr;
  std::shared_ptr<const CompiledDialect> dialect_;
  PollResult result_;

  PollClock clock_;
  const WaitTerms waits_;
  SessionSlot session_;
  LoginPlaces places_;
  bool forgotten_ = false;
  Habits habits_;  ///< as far as they are known without a session
  Stage stage_ = Stage::dns;
  std::optional<Errc> cut_;  ///< why it was cut short, if it was
  bool let_in_ = false;
};

}  // namespace showd
