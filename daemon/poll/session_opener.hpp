#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/device.hpp"
#include "model/poll_result.hpp"
#include "poll/gate.hpp"
#include "poll/host_keys.hpp"
#include "poll/loop_pool.hpp"
#include "session/session.hpp"
#include "transport/dial.hpp"

namespace showd {

/// What a loop lends to everything that polls on it. Constant after construction, but for
/// `credentials`, which the loop replaces between polls.
struct PollContext {
  const LoopPoolOptions& options;
  Resolver& resolver;
  HostKeys& host_keys;
  Gate& handshakes;
  std::shared_ptr<const Credentials> credentials;
};

/// The session that a poll is working with, where the poll's deadline can find it: the deadline
/// cuts whatever is under way through here.
struct Foothold {
  std::unique_ptr<Session> session;
  Gate::Pass pass;           ///< held from before the connection until after the login
  Stage stage = Stage::dns;  ///< while there is no session yet
  std::optional<Errc> cut;   ///< why it was cut short, if it was

  void cancel(Errc why) noexcept {
    cut = why;
    if (session) session->cancel(why);
  }
};

/// From an address to a session that takes commands, trying the device's credentials in order.
/// Fills `result`'s reachability, stage times and host key as it goes; the session is left in
/// `foothold`. Errors: whatever stage failed.
[[nodiscard]] Awaitable<Result<void>> open_session(PollContext& context, const Device& device,
                                                   std::shared_ptr<const CompiledDialect> dialect,
                                                   const Dialect& manners, Deadline until,
                                                   Foothold& foothold, PollResult& result);

}  // namespace showd
