#pragma once

#include <memory>

#include "base/asio.hpp"
#include "model/poll_result.hpp"
#include "platform/platform.hpp"
#include "poll/poll_job.hpp"
#include "poll/session_opener.hpp"

namespace showd {

/// One poll as one coroutine: session, commands, parse. `foothold` may hold a session kept from an
/// earlier poll; afterwards it holds one that is fit for the next, or none. A kept session that
/// turns out dead is reopened once. The caller cuts the poll short through `foothold`.
[[nodiscard]] Awaitable<PollResult> poll_device(PollContext& context, const PollJob& job,
                                                const Platform& platform,
                                                std::shared_ptr<const CompiledDialect> dialect,
                                                Deadline until, Foothold& foothold);

}  // namespace showd
