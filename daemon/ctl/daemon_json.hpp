#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "ctl/daemon_client.hpp"

namespace showd {

/// What the daemon answered, which borrows from `answer`. Errors: std::runtime_error with its
/// words, if it did not do as asked.
[[nodiscard]] const std::string& body_of(const DaemonClient::Answer& answer);

/// Errors: as body_of(), and for what is no JSON.
[[nodiscard]] nlohmann::json json_in(const DaemonClient::Answer& answer);

/// A field of an object; empty: it has none of that name, or it is no text.
[[nodiscard]] std::string text_in(const nlohmann::json& object, const char* key);

}  // namespace showd
