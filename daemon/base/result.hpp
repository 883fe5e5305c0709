/// What went wrong with a device, as a value: down devices are this daemon's daily bread, so a
/// failure travels through queues and is stored, counted and tested like any other result.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace showd {

/// Why a poll failed. Closed set: the names (see to_string) are the `result` label of the metrics,
/// the text in SQL and the word in the log. Append only.
enum class Errc : std::uint8_t {
  timeout,              ///< no answer before the deadline
  refused,              ///< TCP connection refused
  unreachable,          ///< no route, network or host down
  name_not_found,       ///< DNS has no address for the name
  disconnected,         ///< the device closed the connection
  no_common_algorithm,  ///< SSH: no key exchange, host key, cipher or MAC in common (see `legacy`)
  hostkey_unknown,      ///< SSH: first contact under `hostkeys: strict`
  hostkey_changed,      ///< SSH: not the pinned key; nothing was sent, no password either
  no_credentials,       ///< the device lists none that this transport can use
  auth_failed,          ///< user name, password or key refused
  enable_failed,        ///< privilege not granted
  no_prompt,            ///< nothing that looks like a prompt came, or it changed under way
  pager_stuck,          ///< the pager went on asking after the limit of pages
  command_forbidden,    ///< not on the read-only allow-list; never sent
  command_rejected,     ///< the device answered with one of the dialect's error marks
  parse_failed,         ///< the plugin understood nothing, or broke its contract
  output_limit,         ///< more output than `polling.output_limit`
  resource_limit,       ///< this host: sessions, descriptors, memory
  protocol_error,       ///< SSH or Telnet broken by the peer
  cancelled,            ///< shutdown, or the device left the inventory
  password_expired,     ///< the device wants a new password before anything else; none was typed
  too_many_interfaces,  ///< more than `polling.max_interfaces`; nothing of the poll was taken
  not_asked,            ///< this host: the poll waited in vain for a place among the logins
};
inline constexpr int kErrcCount = static_cast<int>(Errc::not_asked) + 1;

/// Where in a poll it happened; the `stage` label. In the order in which a poll passes them.
enum class Stage : std::uint8_t {
  dns,
  connect,
  kex,
  hostkey,
  auth,
  enable,
  prompt,
  pager,
  command,
  parse,
  deadline,
  limit,
};
inline constexpr int kStageCount = static_cast<int>(Stage::limit) + 1;

[[nodiscard]] std::string_view to_string(Errc code) noexcept;
[[nodiscard]] std::string_view to_string(Stage stage) noexcept;
[[nodiscard]] std::optional<Errc> errc_from_string(std::string_view text) noexcept;
[[nodiscard]] std::optional<Stage> stage_from_string(std::string_view text) noexcept;

/// `message` is one line of clean UTF-8 for people; it holds no secret and no raw device bytes.
struct Error {
  Errc code;
  Stage stage;
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(Errc::timeout, Stage::prompt, "no prompt within 20 s");`
[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, Stage stage, std::string message) {
  return tl::unexpected<Error>(Error{code, stage, std::move(message)});
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace showd
