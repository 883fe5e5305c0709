#pragma once

#include "base/asio.hpp"
#include "base/result.hpp"
#include "transport/ssh/ssh_link.hpp"
#include "transport/ssh/ssh_transport.hpp"

namespace showd {

/// Proves who we are, in the order and with the restraint that open_ssh() promises.
/// Errors: auth_failed when the server judged a secret of ours and refused it; no_credentials when
/// it wanted none of those we have; disconnected, protocol_error, stop()'s code. Stage auth.
[[nodiscard]] Awaitable<Result<void>> authenticate(SshLink& link, const SshOptions& options);

}  // namespace showd
