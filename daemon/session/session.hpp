#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/asio.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "dialect/compiled_dialect.hpp"
#include "model/poll_result.hpp"
#include "transport/transport.hpp"

namespace showd {

/// What one session found out of its device that the next one should know.
struct Habits {
  bool redraws = false;           ///< its prompt, for an empty line
  bool drops_ahead = false;       ///< it loses what is typed while it works
  bool asks_in_shell = false;     ///< who we are, though SSH took our secret: perhaps any would do
  bool ends_lines_twice = false;  ///< CR LF are two Enters for it: it gets CR alone
  bool operator==(const Habits&) const = default;
};

struct Login {
  std::string username;  ///< for Telnet's dialogue; SSH has done this already
  Secret password;
  Secret enable;  ///< for the enable step
  bool want_enable = false;
  Habits habits;  ///< from an earlier session on the device
};

struct SessionLimits {
  std::size_t output = 8 << 20;  ///< bytes of one command's raw output
  std::size_t pages = 10'000;    ///< pager answers for one command
};

/// A CLI on a device: logs in, learns the prompt, runs commands, leaves. No sleeps: every wait is
/// for bytes; deadlines come from outside through Transport::cancel().
/// Thread: the loop of its transport, alone.
///
/// A question is answered when it rests (see LoginDialogue); a secret nowhere else.
/// The prompt is learned: the first unterminated line after login that has the dialect's shape, or
/// any other that comes again for an empty line, is a guess, and it is confirmed when the set-up
/// lines come back with the same core at their end. An answer ends where Reply says so.
/// The set-up lines, the first command and an empty line travel in one write, so a cold Telnet
/// session costs 3.5 round trips (greeting, user, password, set-up + command).
class Session {
 public:
  virtual ~Session() = default;

  /// Up to the point where commands may be typed: Telnet's user and password dialogue, enable.
  /// Set-up lines may stay pending for run() to carry along.
  /// Errors: auth_failed, no_credentials, password_expired, enable_failed, no_prompt, disconnected,
  /// protocol_error, cancel()'s. What stood unanswered is quoted.
  [[nodiscard]] virtual Awaitable<Result<void>> login(Login login) = 0;

  /// Types `command` (refused as command_forbidden unless it is read-only: see allow_list.hpp) and
  /// returns its clean output.
  /// Errors: command_rejected (a line matched an error mark), output_limit, pager_stuck, no_prompt,
  /// disconnected, cancel()'s. After any error but command_rejected/forbidden the session is of no
  /// further use.
  [[nodiscard]] virtual Awaitable<Result<Transcript>> run(std::string command) = 0;

  /// Types the dialect's logout and closes. Never fails, waits for at most what is in flight.
  [[nodiscard]] virtual Awaitable<void> logout() = 0;

  [[nodiscard]] virtual bool alive() noexcept = 0;
  /// Whether the device has said anything since run() last began, if only the echo.
  [[nodiscard]] virtual bool heard() const noexcept = 0;
  [[nodiscard]] virtual Habits habits() const noexcept { return {}; }
  virtual void cancel(Errc why) noexcept = 0;
  /// Where the session is now: names the stage when a deadline strikes.
  [[nodiscard]] virtual Stage stage() const noexcept = 0;
};

/// What is said of a command that no session types: command_forbidden.
[[nodiscard]] Error not_read_only(std::string_view command);

/// A shell session, or one that execs each command when the dialect says so.
[[nodiscard]] std::unique_ptr<Session> make_session(std::unique_ptr<Transport> transport,
                                                    std::shared_ptr<const CompiledDialect> dialect,
                                                    SessionLimits limits);

}  // namespace showd
