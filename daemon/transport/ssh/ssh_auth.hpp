#pragma once

#include "base/asio.hpp"
#include "base/result.hpp"
#include "transport/ssh/ssh_link.hpp"
#include "transport/ssh/ssh_transport.hpp"

namespace showd {

/// Proves who we are, in the order and with the restraint that SshCall::log_in() promises. False:
/// the server let us in without any proof.
/// Errors: auth_failed when the server judged a secret of ours and refused it; no_credentials when
/// it wanted none of those we have; password_expired; disconnected, protocol_error, stop()'s code.
/// Stage auth.
[[nodiscard]] Awaitable<Result<bool>> authenticate(SshLink& link, const SshOptions& options);

}  // namespace showd
