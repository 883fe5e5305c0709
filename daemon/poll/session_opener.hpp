#pragma once

#include <memory>
#include <string>

#include "base/asio.hpp"
#include "base/result.hpp"
#include "model/device.hpp"
#include "model/poll_result.hpp"
#include "poll/foothold.hpp"
#include "poll/host_keys.hpp"
#include "poll/loop_pool.hpp"
#include "poll/now_parsing.hpp"
#include "poll/places.hpp"
#include "session/session.hpp"
#include "transport/dial.hpp"

namespace showd {

/// What a loop lends to everything that polls on it. Constant after construction, but for
/// `credentials`, which the loop replaces between polls.
struct PollContext {
  const PollingLimits& limits;
  Resolver& resolver;
  HostKeys& host_keys;
  Places& places;
  Guarded<NowParsing>& parsing;
  std::shared_ptr<const Credentials> credentials;
};

/// From an address to a session that takes commands, trying the device's credentials in order.
/// Takes its places as it goes, and gives them back. Fills `result`'s reachability, stage times and
/// host key; the session is left in `foothold`. Errors: whatever stage failed.
[[nodiscard]] Awaitable<Result<void>> open_session(PollContext& context, const Device& device,
                                                   std::shared_ptr<const CompiledDialect> dialect,
                                                   const Dialect& manners, Foothold& foothold,
                                                   PollResult& result);

}  // namespace showd
