#pragma once

#include <memory>

#include "base/asio.hpp"
#include "model/poll_result.hpp"
#include "platform/platform.hpp"
#include "poll/poll_request.hpp"
#include "poll/session_opener.hpp"

namespace showd {

/// One poll as one coroutine: session, commands, parse. `foothold`, whose clock runs, may hold a
/// session kept from an earlier poll; afterwards it holds one that is fit for the next, or none. A
/// kept session that turns out dead, or silent, is reopened once. The caller cuts the poll short
/// through `foothold`. What is said of errors and lines holds no secret of the device's
/// credentials.
[[nodiscard]] Awaitable<PollResult> poll_device(PollContext& context, const PollRequest& job,
                                                const Platform& platform,
                                                std::shared_ptr<const CompiledDialect> dialect,
                                                Foothold& foothold);

}  // namespace showd
